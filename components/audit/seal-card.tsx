import type { ReactNode } from "react";
import type { useAudit } from "#components/audit/use-audit.ts";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

type Seal = NonNullable<ReturnType<typeof useAudit>["seal"]["data"]>;

const command = "npm run audit:verify";
/** Sealing takes a second; what waits for longer than this needs somebody to look. */
const overdueMs = 10 * 60_000;

/** How far the log is sealed, what that means, and how to prove it. */
export function SealCard({ seal }: { seal: Seal | undefined }) {
  if (!seal) return <Skeleton className="h-20 w-full rounded-lg" />;
  const waitingMs = seal.waitingSince ? seal.now.getTime() - seal.waitingSince.getTime() : 0;
  return (
    <>
      {waitingMs > overdueMs && seal.waitingSince ? (
        <Callout tone="warning" title="Entries are not being sealed">
          The oldest has waited since <RelativeTime date={seal.waitingSince} />. A process with WORKER on
          seals them; its log says what stands in the way.
        </Callout>
      ) : null}
      <Card className="text-sm">
        <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
          <div className="flex min-w-0 flex-1 basis-80 flex-col gap-1">
            <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-base">
              <StatusBadge tone={seal.sealedTo > 0 ? "ok" : "neutral"}>
                {seal.sealedTo > 0 ? "Sealed" : "Nothing sealed yet"}
              </StatusBadge>
              {seal.sealedTo > 0 ? <span>up to entry {seal.sealedTo.toLocaleString("en")}</span> : null}
              {seal.checkpoint ? (
                <span className="text-muted">
                  Last checkpoint at entry {seal.checkpoint.number.toLocaleString("en")},{" "}
                  <RelativeTime date={seal.checkpoint.at} />
                </span>
              ) : null}
            </p>
            <p className="max-w-3xl text-muted">
              Each entry is chained to the one before it, and signed checkpoints are kept inside and outside
              the database{seal.file ? <File path={seal.file} /> : null}. Whoever runs Bellwire can prove with
              this command that none was changed, removed or moved.
            </p>
          </div>
          <Code copy={command} copyLabel="Copy command">
            {command}
          </Code>
        </div>
      </Card>
    </>
  );
}

function File({ path }: { path: string }): ReactNode {
  return (
    <>
      {" "}
      (<span className="font-mono break-all">{path}</span>)
    </>
  );
}
