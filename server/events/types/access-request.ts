import { z } from "zod";
import { defineEventType, type EventAttributes } from "#server/events/event-type.ts";

const person = z.object({ name: z.string(), email: z.string() });
const asked = {
  accessRequestId: z.string(),
  requester: person,
  permissions: z.array(z.enum(["read", "create", "edit", "delete"])).min(1),
  environment: z.string(),
  secretPath: z.string(),
  temporary: z.boolean(),
  /** Seconds; null means permanent. */
  durationSeconds: z.number().int().positive().nullable(),
  note: z.string(),
};
type Asked = z.infer<z.ZodObject<typeof asked>>;

const requester = { name: "Ada Lindqvist", email: "ada@example.com" };
const approver = { name: "Noor Haddad", email: "noor@example.com" };
const sampleId = "00000000-0000-7000-8000-000000000000";
const sample: Asked = {
  accessRequestId: sampleId,
  requester,
  permissions: ["read", "edit"],
  environment: "prod",
  secretPath: "/payments/stripe",
  temporary: true,
  durationSeconds: 14_400,
  note: "Rotating the Stripe key after yesterday's incident.",
};
const sampleEvent = {
  environment: "prod",
  secretPath: "/payments/stripe",
  subject: `access-request/${sampleId}`,
};

const who = (p: { name: string; email: string }) => (p.email ? `${p.name} (${p.email})` : p.name);

/** `4 hours`, `90 minutes`, `3 days`: the largest unit that divides the seconds. */
export function durationInWords(seconds: number): string {
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ] as const) {
    if (seconds % size === 0) return `${seconds / size} ${unit}${seconds === size ? "" : "s"}`;
  }
  return `${seconds} seconds`;
}

/** What is asked for, as fields that every message of the family shows alike. */
const askedFields = (data: Asked) => [
  { label: "Permissions", value: data.permissions.join(", ") },
  { label: "Environment", value: data.environment },
  { label: "Secret path", value: data.secretPath },
  {
    label: "Access",
    value:
      data.durationSeconds === null ? "Permanent" : `Temporary, ${durationInWords(data.durationSeconds)}`,
  },
];

const button = (event: EventAttributes, data: Asked, label = "Review request") => ({
  label,
  path: `/projects/${event.projectId}/access-requests/${data.accessRequestId}`,
});

const created = defineEventType({
  type: "access-request:create",
  family: "Access requests",
  title: "Access requested",
  description: "A person asks for access to a path.",
  severity: () => "info",
  data: z.object(asked),
  sample: { ...sampleEvent, data: sample },
  message: (event, data) => ({
    emoji: "🔑",
    title: `Access requested in ${event.projectName}`,
    fields: [
      { label: "Requester", value: who(data.requester) },
      ...askedFields(data),
      { label: "Note", value: data.note, long: true },
    ],
    button: button(event, data),
    status: "Waiting for approval",
  }),
});

const updated = defineEventType({
  type: "access-request:update",
  family: "Access requests",
  title: "Access request edited",
  description: "A pending request is edited by its requester, a project admin or one of its approvers.",
  severity: () => "info",
  data: z.object({ ...asked, editor: person, editorNote: z.string() }),
  sample: {
    ...sampleEvent,
    data: { ...sample, editor: approver, editorNote: "Two hours are enough.", durationSeconds: 7_200 },
  },
  message: (event, data) => ({
    emoji: "✏️",
    title: `Access request edited in ${event.projectName}`,
    fields: [
      { label: "Requester", value: who(data.requester) },
      { label: "Edited by", value: who(data.editor) },
      ...askedFields(data),
      { label: "Editor's note", value: data.editorNote, long: true },
      { label: "Note", value: data.note, long: true },
    ],
    button: button(event, data),
    status: "Edited, waiting for approval",
  }),
});

const decisions = {
  approved: { emoji: "✅", word: "approved", comment: "Comment" },
  rejected: { emoji: "⛔", word: "rejected", comment: "Comment" },
  cancelled: { emoji: "🚫", word: "cancelled", comment: "Comment" },
  break_glass: { emoji: "🚨", word: "granted past the policy", comment: "Reason" },
} as const;

const reviewed = defineEventType({
  type: "access-request:review",
  family: "Access requests",
  title: "Access request reviewed",
  description: "A request is approved, rejected, cancelled, or granted past the policy (break-glass).",
  severity: (data) => (data.decision === "break_glass" ? "critical" : "info"),
  data: z.object({
    ...asked,
    reviewer: person,
    decision: z.enum(["approved", "rejected", "cancelled", "break_glass"]),
    comment: z.string(),
    /** Approvals that are still needed after this one; 0 once decided. */
    approvalsNeeded: z.number().int().nonnegative(),
  }),
  sample: {
    ...sampleEvent,
    data: { ...sample, reviewer: approver, decision: "approved" as const, comment: "", approvalsNeeded: 0 },
  },
  message: (event, data) => {
    const { emoji, word, comment } = decisions[data.decision];
    const open = data.decision === "approved" && data.approvalsNeeded > 0;
    return {
      emoji: open ? "👍" : emoji,
      title: open
        ? `Access request approved by one in ${event.projectName}`
        : `Access request ${word} in ${event.projectName}`,
      fields: [
        { label: "Reviewer", value: who(data.reviewer) },
        { label: "Decision", value: `${word.charAt(0).toUpperCase()}${word.slice(1)}` },
        { label: "Approvals still needed", value: String(data.approvalsNeeded) },
        { label: "Requester", value: who(data.requester) },
        ...askedFields(data),
        { label: comment, value: data.comment, long: true },
      ],
      button: button(event, data, open ? "Review request" : "View request"),
      status: open
        ? `Approved by ${data.reviewer.name}, ${data.approvalsNeeded} more needed`
        : `${word.charAt(0).toUpperCase()}${word.slice(1)} by ${data.reviewer.name}`,
    };
  },
});

/** The family's entries in the catalogue. */
export const accessRequestTypes = { created, updated, reviewed };
