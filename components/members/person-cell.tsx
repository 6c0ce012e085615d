import { Avatar } from "#components/ui/avatar.tsx";
import { Badge } from "#components/ui/badge.tsx";

interface PersonCellProps {
  person: { name: string; email: string; disabled: boolean };
  self: boolean;
}

/** A person in a list: name, e-mail, and whether it is oneself or disabled. */
export function PersonCell({ person, self }: PersonCellProps) {
  return (
    <span className="flex min-w-0 items-center gap-2.5">
      <Avatar name={person.name} />
      <span className="min-w-0">
        <span className="flex flex-wrap items-center gap-1.5">
          <span className="break-words">{person.name}</span>
          {self ? <Badge>You</Badge> : null}
          {person.disabled ? <Badge>Disabled</Badge> : null}
        </span>
        <span className="block text-sm font-normal break-all text-muted">{person.email}</span>
      </span>
    </span>
  );
}
