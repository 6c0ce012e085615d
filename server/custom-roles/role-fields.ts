import { z } from "zod";
import type { Rule } from "#server/authz/ability.ts";
import { rulesSchema } from "#server/authz/custom-role.ts";

/** What a project admin sets of a custom role. */
export const roleFieldsSchema = z.object({
  name: z.string().trim().min(1, "Give the role a name.").max(60, "Write at most 60 characters."),
  description: z.string().trim().max(300, "Write at most 300 characters.").default(""),
  rules: rulesSchema.min(1, "Choose at least one permission.").transform(withoutRepeats),
});
export type RoleFields = z.output<typeof roleFieldsSchema>;

function withoutRepeats(rules: readonly Rule[]): Rule[] {
  const seen = new Map(rules.map((rule) => [JSON.stringify(rule), rule]));
  return [...seen.values()];
}

const taken = ["admin", "project admin", "member", "project member", "viewer"];

/** Why a role cannot be kept in its project as it is, with the field at fault; null when it can. */
export function refuseFields(
  { name, rules }: RoleFields,
  project: { environments: readonly string[]; otherNames: readonly string[] },
): { field: string; why: string } | null {
  const same = (other: string) => other.toLowerCase() === name.toLowerCase();
  if (taken.some(same)) {
    return { field: "name", why: `${name} is the name of a fixed role. Choose another name.` };
  }
  if (project.otherNames.some(same)) {
    return { field: "name", why: `This project has a role named ${name} already. Choose another name.` };
  }
  for (const [index, { conditions }] of rules.entries()) {
    const { $eq = [], $ne = [], $in = [] } = conditions?.environment ?? {};
    const unknown = [$eq, $ne, $in].flat().find((slug) => !project.environments.includes(slug));
    if (unknown !== undefined) {
      const known = project.environments.join(", ");
      const why = `This project has no environment ${unknown}. Choose among ${known}.`;
      return { field: `rules.${index}.conditions.environment`, why };
    }
  }
  return refuseDetour(rules);
}

/** A role that could reach by a detour what it does not hold itself; null where there is none. */
function refuseDetour(rules: readonly Rule[]): { field: string; why: string } | null {
  const at = (permission: Rule["permission"]) => rules.findIndex((rule) => rule.permission === permission);
  const everywhere = (permission: Rule["permission"]) =>
    rules.some((rule) => rule.permission === permission && !rule.conditions);
  if (at("notification:manage") >= 0 && !everywhere("event:read")) {
    const why =
      "Whoever manages notifications decides which channels read the events. Add the permission to read events, without conditions.";
    return { field: `rules.${at("notification:manage")}.permission`, why };
  }
  const secrets = ["secret:read", "secret:create", "secret:edit", "secret:delete"] as const;
  if (at("access-policy:manage") >= 0 && !secrets.every(everywhere)) {
    const why =
      "Whoever manages access policies can approve their own access. Add the permissions on secrets, without conditions.";
    return { field: `rules.${at("access-policy:manage")}.permission`, why };
  }
  return null;
}
