"use client";

import { useState } from "react";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Select } from "#components/ui/select.tsx";
import { toastError } from "#components/ui/toaster.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";

interface RoleSelectProps<TRole extends string> {
  /** Whose role it is. */
  name: string;
  role: TRole;
  options: readonly { value: TRole; label: string; description?: string }[];
  /** The person's own role: asked about first, since one may lose the right to take it back. */
  self: boolean;
  onChange: (role: TRole) => Promise<void>;
}

/** Changes a person's role at once; a refusal is told and the role stays. */
export function RoleSelect<TRole extends string>({
  name,
  role,
  options,
  self,
  onChange,
}: RoleSelectProps<TRole>) {
  const [asked, setAsked] = useState<TRole | null>(null);
  const [pending, setPending] = useState(false);
  const change = async (to: TRole) => {
    setPending(true);
    try {
      await onChange(to);
    } finally {
      setPending(false);
    }
  };
  return (
    <>
      <Select
        aria-label={`Role of ${name}`}
        className="w-48"
        options={options}
        value={role}
        disabled={pending}
        onChange={(value) => {
          const to = options.find((option) => option.value === value)?.value;
          if (to === undefined || to === role) return;
          if (self) setAsked(to);
          else change(to).catch((error: unknown) => toastError(refusalOf(error).message));
        }}
      />
      <ConfirmDialog
        open={asked !== null}
        onOpenChange={(open) => {
          if (!open) setAsked(null);
        }}
        title="Change your own role?"
        consequence="You may lose the right to change it back; somebody else would have to."
        confirmLabel="Change role"
        variant="primary"
        onConfirm={async () => {
          if (asked !== null) await change(asked);
        }}
      />
    </>
  );
}
