import type { DeliveryList } from "#components/deliveries/types.ts";
import { RelativeTime } from "#components/ui/time.tsx";

/** When the delivery was sent, or why and until when it waits. */
export function NextStep({ row }: { row: DeliveryList["deliveries"][number] }) {
  if (row.state === "delivered" && row.deliveredAt) {
    return (
      <span className="text-muted">
        Sent <RelativeTime date={row.deliveredAt} />
      </span>
    );
  }
  if (!row.parked && row.heldUntil) {
    return (
      <span className="text-muted">
        Held, follows <RelativeTime date={row.heldUntil} />
      </span>
    );
  }
  if (row.parked) return <span className="line-clamp-2 max-w-md text-muted">{row.parked}</span>;
  if (row.state === "waiting" && row.tries > 0) {
    return (
      <span className="text-muted">
        {row.tries === 1 ? "1 try" : `${row.tries} tries`}, next <RelativeTime date={row.nextTryAt} />
      </span>
    );
  }
  return <span className="line-clamp-2 max-w-md text-muted">{row.reason ?? "–"}</span>;
}
