import { StatusBadge } from "#components/ui/status.tsx";
import type { EventRow } from "#components/events/types.ts";

/** What became of an event, in numbers with words: sent, waiting, failed, cancelled, or that nothing matched. */
export function EventOutcome({ deliveries }: { deliveries: EventRow["deliveries"] }) {
  const { sent, waiting, failed, cancelled } = deliveries;
  if (sent + waiting + failed + cancelled === 0) {
    return (
      <StatusBadge tone="neutral" look="text">
        Nothing matched
      </StatusBadge>
    );
  }
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3 gap-y-1">
      {failed > 0 ? (
        <StatusBadge tone="danger" look="text">
          {failed} failed
        </StatusBadge>
      ) : null}
      {waiting > 0 ? (
        <StatusBadge tone="waiting" look="text">
          {waiting} waiting
        </StatusBadge>
      ) : null}
      {sent > 0 ? (
        <StatusBadge tone="ok" look="text">
          {sent} sent
        </StatusBadge>
      ) : null}
      {cancelled > 0 ? (
        <StatusBadge tone="neutral" look="text">
          {cancelled} cancelled
        </StatusBadge>
      ) : null}
    </span>
  );
}
