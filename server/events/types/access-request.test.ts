import { describe, expect, it } from "vitest";
import type { EventAttributes } from "#server/events/event-type.ts";
import { accessRequestTypes, durationInWords } from "#server/events/types/access-request.ts";

const { created, updated, reviewed } = accessRequestTypes;
const event = (type: string): EventAttributes => ({
  id: "e",
  type,
  source: "/projects/p",
  subject: "access-request/r",
  time: new Date(0),
  projectId: "p",
  projectName: "Payments",
  environment: "prod",
  secretPath: "/payments/stripe",
});
const fieldsOf = (message: { fields: { label: string; value: string }[] }) =>
  Object.fromEntries(message.fields.map((f) => [f.label, f.value]));

describe("an access request's messages", () => {
  it("tell of a new request who asks for what, for how long and why, with a button to it", () => {
    const message = created.message(event(created.type), created.sample.data);
    expect(message.title).toBe("Access requested in Payments");
    expect(fieldsOf(message)).toEqual({
      Requester: "Ada Lindqvist (ada@example.com)",
      Permissions: "read, edit",
      Environment: "prod",
      "Secret path": "/payments/stripe",
      Access: "Temporary, 4 hours",
      Note: "Rotating the Stripe key after yesterday's incident.",
    });
    expect(message.button.path).toBe(`/projects/p/access-requests/${created.sample.data.accessRequestId}`);
  });

  it("tell of an edit who asked, who edited, what it is now and why", () => {
    const message = updated.message(event(updated.type), updated.sample.data);
    expect(fieldsOf(message)).toMatchObject({
      Requester: "Ada Lindqvist (ada@example.com)",
      "Edited by": "Noor Haddad (noor@example.com)",
      Permissions: "read, edit",
      Environment: "prod",
      "Secret path": "/payments/stripe",
      Access: "Temporary, 2 hours",
      "Editor's note": "Two hours are enough.",
    });
  });

  it("say permanent where no duration is set", () => {
    const data = { ...created.sample.data, temporary: false, durationSeconds: null };
    expect(fieldsOf(created.message(event(created.type), data)).Access).toBe("Permanent");
  });

  it.each([
    ["approved", 1, "👍", "Approved by Noor Haddad, 1 more needed"],
    ["approved", 0, "✅", "Approved by Noor Haddad"],
    ["rejected", 0, "⛔", "Rejected by Noor Haddad"],
    ["cancelled", 0, "🚫", "Cancelled by Noor Haddad"],
    ["break_glass", 0, "🚨", "Granted past the policy by Noor Haddad"],
  ] as const)("tell of a review (%s, %i needed)", (decision, approvalsNeeded, emoji, status) => {
    const message = reviewed.message(event(reviewed.type), {
      ...reviewed.sample.data,
      decision,
      approvalsNeeded,
      comment: "Because.",
    });
    expect(message).toMatchObject({ emoji, status });
    expect(fieldsOf(message)).toMatchObject({
      Reviewer: "Noor Haddad (noor@example.com)",
      "Approvals still needed": String(approvalsNeeded),
      Permissions: "read, edit",
      Access: "Temporary, 4 hours",
      [decision === "break_glass" ? "Reason" : "Comment"]: "Because.",
    });
  });
});

describe("the family", () => {
  it("is one conversation: all three have the request as their subject", () => {
    for (const type of [created, updated, reviewed]) {
      expect(type.sample.subject).toBe(`access-request/${type.sample.data.accessRequestId}`);
      expect(() => type.data.parse(type.sample.data)).not.toThrow();
    }
  });

  it("is urgent only when access was granted past the policy", () => {
    const data = reviewed.sample.data;
    expect(reviewed.severity({ ...data, decision: "break_glass" })).toBe("critical");
    expect(reviewed.severity({ ...data, decision: "rejected" })).toBe("info");
  });
});

it.each([
  [60, "1 minute"],
  [5400, "90 minutes"],
  [3600, "1 hour"],
  [129_600, "36 hours"],
  [86_400, "1 day"],
  [259_200, "3 days"],
])("%i seconds are %s", (seconds, words) => {
  expect(durationInWords(seconds)).toBe(words);
});
