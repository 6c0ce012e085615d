import { type Conditions, conditionsHold } from "#server/authz/conditions.ts";
import { type ProjectPermission, type ProjectRole, projectRoleMay } from "#server/authz/permissions.ts";

/** Where in a project something is; null where it has no environment or secret path. */
export type Place = { environment: string | null; secretPath: string | null };

/** One rule of a custom role: a permission, everywhere or under conditions. */
export type Rule = { permission: ProjectPermission; conditions?: Conditions };

/** What somebody may do in a project. */
export type Ability = {
  /** With a place: there. Without: anywhere at all, so the caller still narrows by place where places matter. */
  may(permission: ProjectPermission, at?: Place): boolean;
  /** The conditions under which a permission is held: empty for never, `everywhere` for no condition. */
  conditionsOf(permission: ProjectPermission): readonly Conditions[] | "everywhere";
};

/** Of the system, which no role binds. */
export const everything: Ability = { may: () => true, conditionsOf: () => "everywhere" };

/** Of a fixed role: conditions do not exist there. */
export function abilityOfRole(role: ProjectRole): Ability {
  const may = (permission: ProjectPermission) => projectRoleMay(role, permission);
  return { may, conditionsOf: (permission) => (may(permission) ? "everywhere" : []) };
}

/** Of a custom role: any rule that holds is enough. Whoever is in a project sees that it exists. */
export function abilityOfRules(given: readonly Rule[]): Ability {
  const rules: readonly Rule[] = [...given, { permission: "project:read" }];
  const rulesFor = (permission: ProjectPermission) => rules.filter((rule) => rule.permission === permission);
  return {
    may: (permission, at) =>
      rulesFor(permission).some(({ conditions }) => !at || !conditions || conditionsHold(conditions, at)),
    conditionsOf(permission) {
      const held = rulesFor(permission).map(({ conditions }) => conditions);
      return held.includes(undefined) ? "everywhere" : held.filter((one) => one !== undefined);
    },
  };
}
