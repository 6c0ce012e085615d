import { Badge } from "#components/ui/badge.tsx";
import { Code } from "#components/ui/code.tsx";

interface PlaceProps {
  environment: string | null;
  secretPath: string | null;
}

/** Environment and secret path of an event, on one line. */
export function EventPlace({ environment, secretPath }: PlaceProps) {
  if (!environment && !secretPath) return <span className="text-muted">–</span>;
  return (
    <span className="inline-flex min-w-0 max-w-full flex-wrap items-center gap-1.5 max-sm:justify-end">
      {environment ? <Badge mono>{environment}</Badge> : null}
      {secretPath ? (
        <Code plain className="break-all">
          {secretPath}
        </Code>
      ) : null}
    </span>
  );
}

/** An event's title with its type below. */
export function EventName({ title, type }: { title: string; type: string }) {
  return (
    <span className="flex min-w-0 flex-col sm:whitespace-nowrap">
      <span>{title}</span>
      <span className="font-mono text-xs font-normal text-muted">{type}</span>
    </span>
  );
}
