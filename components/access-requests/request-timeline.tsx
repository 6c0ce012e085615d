import { type Entry, timelineEntries } from "#components/access-requests/timeline-entries.ts";
import type { RequestDetail } from "#components/access-requests/types.ts";
import { cn } from "#components/ui/cn.ts";
import { ExactTime } from "#components/ui/time.tsx";
import { toneLooks } from "#components/ui/tone.ts";

/** What happened to a request, from the asking on. */
export function RequestTimeline({ request }: { request: RequestDetail }) {
  const entries = timelineEntries(request);
  return (
    <ol className="flex flex-col">
      {entries.map((entry, index) => (
        <TimelineEntry key={entry.key} entry={entry} last={index === entries.length - 1} />
      ))}
    </ol>
  );
}

function TimelineEntry({ entry, last }: { entry: Entry; last: boolean }) {
  const { icon: Icon, text } = toneLooks[entry.tone];
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3">
      <div className="flex flex-col items-center">
        <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", entry.void ? "text-muted" : text)} />
        {last ? null : <span aria-hidden className="mt-1 w-px grow bg-line-strong" />}
      </div>
      <div className={cn("min-w-0", !last && "pb-5")}>
        <div className="flex flex-wrap items-baseline justify-between gap-x-4 sm:flex-nowrap">
          <p className="min-w-0 break-words">
            <span className="font-medium">{entry.who}</span> {entry.what}
            {entry.void ? <span className="text-muted"> (before an edit, counts no more)</span> : null}
          </p>
          <ExactTime date={entry.at} className="shrink-0 text-muted" />
        </div>
        {entry.changes.length > 0 ? (
          <dl className="mt-1 text-sm">
            {entry.changes.map(({ label, from, to }) => (
              <div key={label} className="flex flex-wrap gap-x-1.5 break-all">
                <dt className="text-muted">{label}</dt>
                <dd>
                  <del className="text-muted">{from}</del> <ins className="no-underline">{to}</ins>
                </dd>
              </div>
            ))}
          </dl>
        ) : null}
        {entry.text ? <p className="mt-1 break-words whitespace-pre-wrap">{entry.text}</p> : null}
      </div>
    </li>
  );
}
