import { StatusBadge } from "#components/ui/status.tsx";
import type { Destination } from "#components/notifications/types.ts";

type Health = Pick<Destination, "enabled" | "trouble" | "lastDeliveredAt">;

/** How a destination stands: working, needs attention, disabled, or nothing sent yet. */
export function HealthBadge({ destination }: { destination: Health }) {
  if (!destination.enabled) return <StatusBadge tone="neutral">Disabled</StatusBadge>;
  if (destination.trouble) return <StatusBadge tone="danger">Needs attention</StatusBadge>;
  if (!destination.lastDeliveredAt) return <StatusBadge tone="info">Ready</StatusBadge>;
  return <StatusBadge tone="ok">Working</StatusBadge>;
}
