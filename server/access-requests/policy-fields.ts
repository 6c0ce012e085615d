import { z } from "zod";
import { pathGlobSchema } from "#server/projects/secret-path.ts";
import { durationSchema } from "#server/access-requests/fields.ts";
import { type Refusal, refuse } from "#server/access-requests/request-state.ts";

const ids = z
  .array(z.uuid())
  .max(100)
  .transform((all) => [...new Set(all)]);

/** What a project admin sets of an access approval policy. */
export const policyFieldsSchema = z.object({
  name: z.string().trim().min(1, "Give the policy a name.").max(100, "Write at most 100 characters."),
  /** Slugs; empty means every environment. */
  environments: z
    .array(z.string().min(1))
    .max(100)
    .default([])
    .transform((all) => [...new Set(all)]),
  pathGlob: pathGlobSchema,
  approverIds: ids.refine((all) => all.length > 0, "Choose at least one approver."),
  bypasserIds: ids.default([]),
  requiredApprovals: z
    .number("Write a number.")
    .int("Write a whole number.")
    .min(1, "At least one approval is needed.")
    .max(100),
  allowSelfApproval: z.boolean().default(false),
  /** With one, permanent access cannot be asked for. */
  maxDurationSeconds: durationSchema.nullable().default(null),
});
export type PolicyFields = z.output<typeof policyFieldsSchema>;

/** What the project offers a policy: its environments, the people who may decide, and the other policies' names. */
export type PolicyGround = {
  environments: readonly string[];
  reviewerIds: ReadonlySet<string>;
  otherNames: readonly string[];
};

/** Decides whether a policy can be kept in its project as it is. */
export function decidePolicy(fields: PolicyFields, ground: PolicyGround): { ok: true } | Refusal {
  const name = fields.name.toLowerCase();
  if (ground.otherNames.some((other) => other.toLowerCase() === name)) {
    return refuse(
      "conflict",
      `This project has a policy named ${fields.name} already. Choose another name.`,
      "name",
    );
  }
  const unknown = fields.environments.filter((slug) => !ground.environments.includes(slug));
  if (unknown.length > 0) {
    return refuse("invalid", `This project has no environment ${unknown.join(", ")}.`, "environments");
  }
  const unable = "is not somebody who works in this project. Choose project admins or members";
  if (fields.approverIds.some((id) => !ground.reviewerIds.has(id))) {
    return refuse("invalid", `One of the approvers ${unable}.`, "approverIds");
  }
  if (fields.bypasserIds.some((id) => !ground.reviewerIds.has(id))) {
    return refuse("invalid", `One of the bypassers ${unable}.`, "bypasserIds");
  }
  if (fields.approverIds.length < fields.requiredApprovals) {
    return refuse(
      "invalid",
      `${fields.requiredApprovals} approvals need at least as many approvers; there ${fields.approverIds.length === 1 ? "is one" : `are ${fields.approverIds.length}`}. Add approvers or ask for fewer approvals.`,
      "requiredApprovals",
    );
  }
  return { ok: true };
}
