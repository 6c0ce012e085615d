import { Fragment } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { Code } from "#components/ui/code.tsx";

interface PlaceProps {
  environment: string | null;
  secretPath: string | null;
  /** On one line, a long path cut: for tables. */
  short?: boolean;
}

/** Environment and secret path of an event. */
export function EventPlace({ environment, secretPath, short = false }: PlaceProps) {
  if (!environment && !secretPath) return <span className="text-muted">–</span>;
  return (
    <span
      title={short && secretPath ? secretPath : undefined}
      className={cn(
        "inline-flex max-w-full min-w-0 flex-wrap items-center gap-1.5 max-sm:justify-end",
        short && "sm:max-w-64 sm:flex-nowrap",
      )}
    >
      {environment ? <Badge mono>{environment}</Badge> : null}
      {secretPath ? (
        <Code plain className={short ? "max-sm:break-all sm:truncate" : "break-all"}>
          {secretPath}
        </Code>
      ) : null}
    </span>
  );
}

/** An event's subject, which breaks at its slashes first: an id stays in one piece where it fits. */
export function EventSubject({ subject }: { subject: string }) {
  const parts = subject.split(/(?<=\/)/);
  return (
    <Code plain className="wrap-anywhere text-muted">
      {parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never move
        <Fragment key={index}>
          {index > 0 ? <wbr /> : null}
          {part}
        </Fragment>
      ))}
    </Code>
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
