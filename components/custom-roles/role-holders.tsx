import { Bot } from "lucide-react";
import Link from "next/link";
import type { RoleDetail } from "#components/custom-roles/types.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Card } from "#components/ui/card.tsx";

interface RoleHoldersProps {
  projectId: string;
  holders: RoleDetail["holders"];
}

/** Who has a role. */
export function RoleHolders({ projectId, holders }: RoleHoldersProps) {
  return (
    <Card title="Who has it">
      {holders.length > 0 ? (
        <ul className="flex flex-wrap gap-x-5 gap-y-2">
          {holders.map((one) => (
            <li key={`${one.kind}/${one.id}`} className="flex min-w-0 items-center gap-2">
              {one.kind === "person" ? (
                <Avatar name={one.name} size="sm" />
              ) : (
                <Bot aria-label="Machine identity" className="size-4 shrink-0 text-muted" />
              )}
              <span className="break-words">{one.name}</span>
            </li>
          ))}
        </ul>
      ) : (
        <p className="text-muted">
          Nobody yet. Give it to somebody under{" "}
          <Link
            className="text-ink underline decoration-line-strong underline-offset-4"
            href={`/projects/${projectId}/settings/members`}
          >
            Members
          </Link>
          .
        </p>
      )}
    </Card>
  );
}
