import { Lock } from "lucide-react";

interface DestinationNameProps {
  /** With its `#`. */
  name: string;
  isPrivate: boolean;
}

/** A channel's name; a private one is marked by a lock instead of the number sign. */
export function DestinationName({ name, isPrivate }: DestinationNameProps) {
  if (!isPrivate) return <span className="break-words">{name}</span>;
  return (
    <span className="inline-flex min-w-0 items-baseline gap-1">
      <Lock aria-hidden className="size-3.5 shrink-0 self-center text-muted" />
      <span className="sr-only">Private channel </span>
      <span className="min-w-0 break-words">{name.replace(/^#/, "")}</span>
    </span>
  );
}
