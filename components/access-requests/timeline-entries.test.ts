import { expect, it } from "vitest";
import { timelineEntries } from "#components/access-requests/timeline-entries.ts";

const revision = (n: number, over: object = {}) => ({
  revision: n,
  editorName: n === 1 ? "Ada" : "Noor",
  editorNote: n === 1 ? "" : "Less is enough.",
  environment: "prod",
  secretPath: "/app",
  permissions: ["read" as const, "edit" as const],
  durationSeconds: 3600,
  note: "",
  createdAt: new Date(n * 1000),
  ...over,
});
const review = (id: string, of: number, at: number) => ({
  id,
  reviewerId: "noor",
  revision: of,
  decision: "approved" as const,
  comment: "Fine.",
  createdAt: new Date(at),
  reviewer: { name: "Noor", email: "noor@example.com" },
});

it("tells in order what happened, what an edit changed, and which approvals it made void", () => {
  const entries = timelineEntries({
    revision: 2,
    revisions: [revision(1), revision(2, { permissions: ["read"], durationSeconds: null })],
    reviews: [review("early", 1, 1500), review("late", 2, 2500)],
  });
  expect(entries.map((e) => [e.who, e.what, e.void])).toEqual([
    ["Ada", "asked for access", false],
    ["Noor", "approved", true],
    ["Noor", "edited the request; approvals started again", false],
    ["Noor", "approved", false],
  ]);
  expect(entries[2]).toMatchObject({
    text: "Less is enough.",
    changes: [
      { label: "Permissions", from: "read, edit", to: "read" },
      { label: "Access", from: "1 hour", to: "Permanent" },
    ],
  });
});
