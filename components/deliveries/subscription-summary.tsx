import { Badge } from "#components/ui/badge.tsx";
import { Code } from "#components/ui/code.tsx";

interface SubscriptionSummaryProps {
  subscription: {
    eventTypes: readonly string[];
    environments: readonly string[];
    pathGlob: string | null;
    enabled: boolean;
    deleted?: boolean;
  };
}

/** What a subscription wants: its event types and, below, its filter in words. */
export function SubscriptionSummary({ subscription }: SubscriptionSummaryProps) {
  const { eventTypes, environments, pathGlob, enabled, deleted = false } = subscription;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <div className="flex flex-wrap items-center gap-1.5">
        {eventTypes.map((type) => (
          <Badge key={type} mono>
            {type === "*" ? "all events" : type}
          </Badge>
        ))}
        {deleted ? <Badge>Removed</Badge> : enabled ? null : <Badge>Switched off</Badge>}
      </div>
      <p className="text-sm text-muted">
        {environments.length === 0 ? "Every environment" : `Only ${environments.join(", ")}`}
        {", "}
        {pathGlob === null ? (
          "every path"
        ) : (
          <>
            only under <Code plain>{pathGlob}</Code>
          </>
        )}
      </p>
    </div>
  );
}
