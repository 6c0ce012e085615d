"use client";

import { LogOut, UserMinus } from "lucide-react";
import type { ReactNode } from "react";
import { PersonCell } from "#components/members/person-cell.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { DataTable, type DataTableColumn } from "#components/ui/data-table.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

type MemberRow = {
  id: string;
  name: string;
  email: string;
  disabled: boolean;
  /** Null where they are here through a role elsewhere. */
  addedAt: Date | null;
};

interface MemberTableProps<TMember extends MemberRow> {
  members: readonly TMember[];
  /** The id of who looks. */
  me: string;
  /** The role as words, or a `RoleSelect`. */
  role: (member: TMember) => ReactNode;
  /** Between the role and the date. */
  extra?: readonly DataTableColumn<TMember>[];
  /** A `RemoveMember` or `LeaveButton`; null where there is nothing to do. */
  action: (member: TMember) => ReactNode;
}

/** The people of an organization or a project: who, as what, since when, and the way out. */
export function MemberTable<TMember extends MemberRow>(props: MemberTableProps<TMember>) {
  const { members, me, role, extra = [], action } = props;
  return (
    <DataTable
      caption="Members"
      rows={members}
      getKey={(row) => row.id}
      columns={[
        {
          id: "person",
          header: "Person",
          primary: true,
          cell: (row) => <PersonCell person={row} self={row.id === me} />,
        },
        { id: "role", header: "Role", cell: role },
        ...extra,
        {
          id: "added",
          header: "Added",
          align: "right",
          hideOnPhone: true,
          cell: (row) =>
            row.addedAt ? (
              <RelativeTime date={row.addedAt} className="text-muted" />
            ) : (
              <span className="text-muted">–</span>
            ),
        },
        {
          id: "actions",
          header: "Actions",
          headerHidden: true,
          align: "right",
          className: "w-12 max-sm:justify-end",
          cell: action,
        },
      ]}
    />
  );
}

interface RemoveMemberProps {
  /** Who, and from what. */
  name: string;
  from: string;
  consequence: string;
  onRemove: () => Promise<void>;
}

/** Takes somebody out of an organization or a project, after asking. */
export function RemoveMember({ name, from, consequence, onRemove }: RemoveMemberProps) {
  return (
    <ConfirmDialog
      trigger={
        <IconButton label={`Remove ${name}`} size="sm">
          <UserMinus />
        </IconButton>
      }
      title={`Remove ${name} from ${from}?`}
      consequence={consequence}
      confirmLabel="Remove member"
      onConfirm={onRemove}
    />
  );
}

interface LeaveButtonProps {
  from: string;
  /** On the button of the dialog: "Leave organization". */
  confirmLabel: string;
  consequence: string;
  onLeave: () => Promise<void>;
}

/** The way out for oneself, after asking. */
export function LeaveButton({ from, confirmLabel, consequence, onLeave }: LeaveButtonProps) {
  return (
    <ConfirmDialog
      trigger={
        <IconButton label={`Leave ${from}`} size="sm">
          <LogOut />
        </IconButton>
      }
      title={`Leave ${from}?`}
      consequence={consequence}
      confirmLabel={confirmLabel}
      onConfirm={onLeave}
    />
  );
}
