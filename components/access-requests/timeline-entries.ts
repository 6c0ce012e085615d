import type { RequestDetail } from "#components/access-requests/types.ts";
import { accessInWords } from "#components/access-requests/words.ts";
import type { Tone } from "#components/ui/tone.ts";

type Revision = RequestDetail["revisions"][number];

/** One thing that happened to a request. */
export type Entry = {
  key: string;
  at: Date;
  tone: Tone;
  who: string;
  what: string;
  /** What changed, `from → to`. */
  changes: { label: string; from: string; to: string }[];
  text: string;
  /** It no longer counts, since the request was edited later. */
  void: boolean;
};

const decisions = {
  approved: { tone: "ok", what: "approved" },
  rejected: { tone: "danger", what: "rejected" },
  cancelled: { tone: "neutral", what: "cancelled the request" },
  break_glass: { tone: "warning", what: "granted past the policy" },
} as const;

/** Everything that happened to a request, from the asking on. */
export function timelineEntries(request: Pick<RequestDetail, "revisions" | "reviews" | "revision">): Entry[] {
  const revisions = request.revisions.map((revision, index): Entry => {
    const before = request.revisions[index - 1];
    return {
      key: `revision-${revision.revision}`,
      at: revision.createdAt,
      tone: "info",
      who: revision.editorName,
      what: before ? "edited the request; approvals started again" : "asked for access",
      changes: before ? changesOf(before, revision) : [],
      text: before ? revision.editorNote : "",
      void: false,
    };
  });
  const reviews = request.reviews.map(
    (review): Entry => ({
      key: review.id,
      at: review.createdAt,
      ...decisions[review.decision],
      who: review.reviewer.name,
      changes: [],
      text: review.comment,
      void: review.decision === "approved" && review.revision !== request.revision,
    }),
  );
  return [...revisions, ...reviews].sort((a, b) => a.at.getTime() - b.at.getTime());
}

function changesOf(before: Revision, after: Revision): Entry["changes"] {
  const pairs = [
    ["Environment", before.environment, after.environment],
    ["Secret path", before.secretPath, after.secretPath],
    ["Permissions", before.permissions.join(", "), after.permissions.join(", ")],
    ["Access", accessInWords(before.durationSeconds), accessInWords(after.durationSeconds)],
    ["Note", shortened(before.note), shortened(after.note)],
  ] as const;
  return pairs.flatMap(([label, from, to]) => (from === to ? [] : [{ label, from, to }]));
}

const shortened = (text: string) => (text.length > 120 ? `${text.slice(0, 119)}…` : text || "none");
