import { Ban, Hourglass, SendHorizontal } from "lucide-react";
import { StatusBadge } from "#components/ui/status.tsx";
import type { Tone } from "#components/ui/tone.ts";

export type DeliveryState =
  | "waiting"
  | "sending"
  | "delivered"
  | "failed"
  | "rejected"
  | "cancelled"
  | "expired";

const looks = {
  waiting: { tone: "waiting", word: "Waiting", icon: undefined },
  sending: { tone: "info", word: "Sending", icon: <SendHorizontal aria-hidden /> },
  delivered: { tone: "ok", word: "Sent", icon: undefined },
  failed: { tone: "danger", word: "Failed", icon: undefined },
  rejected: { tone: "danger", word: "Rejected", icon: <Ban aria-hidden /> },
  cancelled: { tone: "neutral", word: "Cancelled", icon: undefined },
  expired: { tone: "neutral", word: "Expired", icon: <Hourglass aria-hidden /> },
} as const satisfies Record<DeliveryState, { tone: Tone; word: string; icon: React.ReactNode }>;

/** The word for a delivery's state. */
export const stateWord = (state: DeliveryState) => looks[state].word;

interface DeliveryStateBadgeProps {
  state: DeliveryState;
  /** It waits until somebody mends its destination. */
  parked?: boolean;
  look?: "soft" | "text";
}

/** How a delivery stands, with a word. */
export function DeliveryStateBadge({ state, parked = false, look }: DeliveryStateBadgeProps) {
  if (state === "waiting" && parked) {
    return (
      <StatusBadge tone="warning" look={look}>
        Waiting, needs attention
      </StatusBadge>
    );
  }
  const { tone, word, icon } = looks[state];
  return (
    <StatusBadge tone={tone} icon={icon} look={look}>
      {word}
    </StatusBadge>
  );
}
