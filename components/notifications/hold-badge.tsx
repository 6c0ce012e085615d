"use client";

import { BellOff, Moon } from "lucide-react";
import { endWords } from "#components/notifications/mute-choices.ts";
import type { Destination } from "#components/notifications/types.ts";
import { formatExact } from "#components/ui/format-time.ts";
import { useNow } from "#components/ui/now.ts";
import { StatusBadge } from "#components/ui/status.tsx";

/** That a destination holds back what is not urgent, and until when; nothing while it does not. */
export function HoldBadge({ destination }: { destination: Pick<Destination, "hold" | "enabled"> }) {
  const now = useNow();
  const { hold, enabled } = destination;
  if (!hold || !enabled) return null;
  const words = hold.why === "muted" ? "Muted until" : "Quiet until";
  const Icon = hold.why === "muted" ? BellOff : Moon;
  return (
    <StatusBadge tone="waiting" icon={<Icon aria-hidden />}>
      <span title={now === undefined ? undefined : formatExact(hold.until)} suppressHydrationWarning>
        {words} {endWords(hold.until, new Date(now ?? Date.now()), now === undefined ? "UTC" : undefined)}
      </span>
    </StatusBadge>
  );
}
