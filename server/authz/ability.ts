import { Ability as CaslAbility } from "@casl/ability";
import { type Conditions, conditionsHold } from "#server/authz/conditions.ts";
import { type ProjectPermission, type ProjectRole, projectRoleMay } from "#server/authz/permissions.ts";

/** Where in a project something is; null where it has no environment or secret path. The path may be a glob. */
export type Place = { environment: string | null; secretPath: string | null };

/** One rule of a custom role: a permission, everywhere or under conditions. Rules only ever permit. */
export type Rule = { permission: ProjectPermission; conditions?: Conditions | undefined };

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

type CaslPlace = Place & { kind: "place" };

/** Of a custom role: any rule that holds is enough. Whoever is in a project sees that it exists. */
export function abilityOfRules(given: readonly Rule[]): Ability {
  const rules: readonly Rule[] = [...given, { permission: "project:read" }];
  const casl = new CaslAbility<[ProjectPermission, CaslPlace | "place"], Conditions>(
    rules.map(({ permission: action, conditions }) => ({
      action,
      subject: "place",
      ...(conditions ? { conditions } : {}),
    })),
    {
      // Not CASL's own: it knows more operators, and lets what is absent pass for *not equal*.
      conditionsMatcher: (conditions) => (place) => conditionsHold(conditions, placeOf(place)),
      detectSubjectType: () => "place",
    },
  );
  return {
    may: (permission, at) => casl.can(permission, at ? { kind: "place", ...at } : "place"),
    conditionsOf(permission) {
      const held = casl.rulesFor(permission, "place").map(({ conditions }) => conditions);
      return held.includes(undefined) ? "everywhere" : held.filter((one) => one !== undefined);
    },
  };
}

function placeOf(subject: Record<PropertyKey, unknown>): Place {
  const { environment, secretPath } = subject;
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { environment: text(environment), secretPath: text(secretPath) };
}
