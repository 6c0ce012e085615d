import { StatusBadge } from "#components/ui/status.tsx";
import type { Tone } from "#components/ui/tone.ts";

interface Standing {
  status: "pending" | "approved" | "rejected" | "cancelled";
  breakGlass: boolean;
  grant: { state: "active" | "ended" | "revoked" } | null;
}

/** How a request stands, in one word or two: what became of its grant counts more than that it was approved. */
function standingOf({ status, breakGlass, grant }: Standing): { tone: Tone; word: string } {
  switch (status) {
    case "pending":
      return { tone: "waiting", word: "Waiting for approval" };
    case "rejected":
      return { tone: "danger", word: "Rejected" };
    case "cancelled":
      return { tone: "neutral", word: "Cancelled" };
    case "approved":
      if (grant?.state === "ended") return { tone: "neutral", word: "Access ended" };
      if (grant?.state === "revoked") return { tone: "neutral", word: "Access revoked" };
      return breakGlass
        ? { tone: "warning", word: "Granted past the policy" }
        : { tone: "ok", word: "Access granted" };
  }
}

/** How a request stands. */
export function RequestStatusBadge({ request }: { request: Standing }) {
  const { tone, word } = standingOf(request);
  return <StatusBadge tone={tone}>{word}</StatusBadge>;
}
