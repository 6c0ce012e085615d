import { Ability as CaslAbility } from "@casl/ability";
import { type Conditions, conditionsHold, namesPaths } from "#server/authz/conditions.ts";
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
  /** The conditions that name secret paths, also beside a rule without: such rules count where a policy covers a path. */
  naming(permission: ProjectPermission): readonly Conditions[];
};

/** Project admins may do everything in the project, as if their role named every path. */
const everyPath: readonly Conditions[] = [{ secretPath: { $glob: "/**" } }];

/** Of the system, which no role binds. */
export const everything: Ability = {
  may: () => true,
  conditionsOf: () => "everywhere",
  naming: () => everyPath,
};

/** Of a fixed role: conditions do not exist there. */
export function abilityOfRole(role: ProjectRole): Ability {
  const may = (permission: ProjectPermission) => projectRoleMay(role, permission);
  return {
    may,
    conditionsOf: (permission) => (may(permission) ? "everywhere" : []),
    naming: () => (role === "admin" ? everyPath : []),
  };
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
  const heldUnder = (permission: ProjectPermission) =>
    casl.rulesFor(permission, "place").map(({ conditions }) => conditions);
  return {
    may: (permission, at) => casl.can(permission, at ? { kind: "place", ...at } : "place"),
    conditionsOf(permission) {
      const held = heldUnder(permission);
      return held.includes(undefined) ? "everywhere" : held.filter((one) => one !== undefined);
    },
    naming: (permission) =>
      heldUnder(permission)
        .filter((one) => one !== undefined)
        .filter(namesPaths),
  };
}

function placeOf(subject: Record<PropertyKey, unknown>): Place {
  const { environment, secretPath } = subject;
  const text = (value: unknown) => (typeof value === "string" ? value : null);
  return { environment: text(environment), secretPath: text(secretPath) };
}
