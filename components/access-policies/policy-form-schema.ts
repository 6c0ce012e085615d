import { z } from "zod";
import { type Unit, unitNames, units } from "#components/access-requests/request-form.ts";
import { durationSchema } from "#server/access-requests/fields.ts";
import { pathGlobSchema } from "#server/projects/secret-path.ts";

const wholeNumber = /^[1-9]\d{0,5}$/;

/** What the form of a policy holds; `policyFieldsOf` makes the server's input of it. */
export const policyFormSchema = z
  .object({
    name: z.string().trim().min(1, "Give the policy a name.").max(100, "Write at most 100 characters."),
    environments: z.array(z.string()),
    pathGlob: z.string().trim().pipe(pathGlobSchema),
    approverIds: z.array(z.string()).min(1, "Choose at least one approver."),
    requiredApprovals: z.string().trim().regex(wholeNumber, "Write a whole number, such as 1."),
    allowSelfApproval: z.boolean(),
    limited: z.boolean(),
    amount: z.string().trim(),
    unit: z.enum(unitNames),
    bypasserIds: z.array(z.string()),
  })
  .superRefine((form, issues) => {
    const report = (path: string, message: string) =>
      issues.addIssue({ code: "custom", path: [path], message });
    const approvers = form.approverIds.length;
    if (approvers > 0 && Number(form.requiredApprovals) > approvers) {
      report(
        "requiredApprovals",
        approvers === 1
          ? "There is one approver. Add approvers or ask for fewer approvals."
          : `There are ${approvers} approvers. Add approvers or ask for fewer approvals.`,
      );
    }
    if (!form.limited) return;
    if (!wholeNumber.test(form.amount)) return report("amount", "Write a whole number, such as 8.");
    const seconds = durationSchema.safeParse(Number(form.amount) * units[form.unit]);
    if (!seconds.success) report("amount", "Choose between one minute and 365 days.");
  });
export type PolicyFormIn = z.input<typeof policyFormSchema>;
export type PolicyFormOut = z.output<typeof policyFormSchema>;

/** The form's values as the server takes them. */
export function policyFieldsOf(form: PolicyFormOut) {
  const { limited, amount, unit, requiredApprovals, ...rest } = form;
  return {
    ...rest,
    requiredApprovals: Number(requiredApprovals),
    maxDurationSeconds: limited ? Number(amount) * units[unit] : null,
  };
}

/** A policy as its form shows it. */
export function policyFormOf(policy: {
  name: string;
  environments: string[];
  pathGlob: string;
  approvers: { id: string; able: boolean }[];
  bypassers: { id: string; able: boolean }[];
  requiredApprovals: number;
  allowSelfApproval: boolean;
  maxDurationSeconds: number | null;
}): PolicyFormIn {
  const { name, environments, pathGlob, allowSelfApproval, maxDurationSeconds } = policy;
  const unit: Unit = unitNames.find((u) => (maxDurationSeconds ?? 28_800) % units[u] === 0) ?? "minutes";
  // People who left could not be saved again; the page says that they were left out.
  const able = (people: { id: string; able: boolean }[]) => people.filter((p) => p.able).map((p) => p.id);
  return {
    name,
    environments,
    pathGlob,
    approverIds: able(policy.approvers),
    bypasserIds: able(policy.bypassers),
    requiredApprovals: String(policy.requiredApprovals),
    allowSelfApproval,
    limited: maxDurationSeconds !== null,
    amount: String(Math.ceil((maxDurationSeconds ?? 28_800) / units[unit])),
    unit,
  };
}

/** What a new policy begins with. */
export const emptyPolicyForm: PolicyFormIn = policyFormOf({
  name: "",
  environments: [],
  pathGlob: "",
  approvers: [],
  bypassers: [],
  requiredApprovals: 1,
  allowSelfApproval: false,
  maxDurationSeconds: null,
});
