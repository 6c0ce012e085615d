import { Badge } from "#components/ui/badge.tsx";
import { StatusBadge } from "#components/ui/status.tsx";

/** How an account stands, and whether it administers the instance. */
export function AccountState({ disabled, isInstanceAdmin }: { disabled: boolean; isInstanceAdmin: boolean }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      <StatusBadge tone={disabled ? "neutral" : "ok"}>{disabled ? "Disabled" : "Active"}</StatusBadge>
      {isInstanceAdmin ? <Badge>Instance admin</Badge> : null}
    </span>
  );
}
