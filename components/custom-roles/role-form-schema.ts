import { z } from "zod";
import type { Rule } from "#server/authz/ability.ts";
import type { Conditions } from "#server/authz/conditions.ts";
import {
  isProjectPermission,
  type ProjectPermission,
  projectPermissions,
} from "#server/authz/permissions.ts";
import { pathGlobSchema } from "#server/projects/secret-path.ts";

/** Which environments a place means: any, some, or all but one. */
export type EnvironmentsChoice = "any" | "some" | "except";

/** Where a permission is held, as the form shows it. */
export type PlaceForm = {
  environments: EnvironmentsChoice;
  /** For `some` any number, for `except` one. */
  slugs: string[];
  /** Empty for every path. */
  pathGlob: string;
  /** Conditions that the form has no fields for, as programs may write them: shown, kept, and removed as a whole. */
  kept: Conditions | null;
};

/** The permissions that are ticked, each with its places; any of them is enough. */
export type HeldForm = Partial<Record<ProjectPermission, PlaceForm[]>>;

/** Where a permission is held that was just ticked. */
export const everywhere: PlaceForm = { environments: "any", slugs: [], pathGlob: "", kept: null };

/** What is wrong with a place, by field. */
export function placeProblems({ environments, slugs, pathGlob, kept }: PlaceForm): {
  slugs?: string;
  pathGlob?: string;
} {
  if (kept) return {};
  const path = pathGlobSchema.safeParse(pathGlob.trim());
  const noSlug = environments !== "any" && slugs.length === 0;
  return {
    ...(noSlug
      ? { slugs: environments === "some" ? "Choose at least one environment." : "Choose an environment." }
      : {}),
    ...(pathGlob.trim() === "" || path.success ? {} : { pathGlob: path.error.issues[0]?.message ?? "" }),
  };
}

/** What the form of a role holds; `rulesOf` makes the server's rules of it. */
export const roleFormSchema = z.object({
  name: z.string().trim().min(1, "Give the role a name.").max(60, "Write at most 60 characters."),
  description: z.string().trim().max(300, "Write at most 300 characters."),
  held: z
    .custom<HeldForm>()
    .refine((held) => Object.keys(held).length > 0, "Tick at least one permission.")
    .refine(
      (held) =>
        Object.values(held)
          .flat()
          .every((place) => Object.keys(placeProblems(place)).length === 0),
      "Some places are not complete. They are marked above.",
    ),
});
export type RoleFormIn = z.input<typeof roleFormSchema>;
export type RoleFormOut = z.output<typeof roleFormSchema>;

const inOrder = Object.keys(projectPermissions).filter(isProjectPermission);

/** The rules that the form means. A place that is not complete yet is left out. */
export function rulesOf(held: HeldForm): Rule[] {
  return inOrder.flatMap((permission) =>
    (held[permission] ?? [])
      .filter((place) => Object.keys(placeProblems(place)).length === 0)
      .map((place): Rule => {
        const conditions = conditionsOf(place);
        return conditions ? { permission, conditions } : { permission };
      }),
  );
}

function conditionsOf({ environments, slugs, pathGlob, kept }: PlaceForm): Conditions | null {
  if (kept) return kept;
  const [first = ""] = slugs;
  const environment = {
    any: null,
    some: slugs.length === 1 ? { $eq: first } : { $in: slugs },
    except: { $ne: first },
  }[environments];
  const glob = pathGlob.trim();
  if (!environment && glob === "") return null;
  return {
    ...(environment ? { environment } : {}),
    ...(glob === "" ? {} : { secretPath: { $glob: glob } }),
  };
}

/** Rules as the form shows them. */
export function heldOf(rules: readonly Rule[]): HeldForm {
  const held: HeldForm = {};
  for (const { permission, conditions } of rules) {
    held[permission] = [...(held[permission] ?? []), placeOf(conditions)];
  }
  return held;
}

function placeOf(conditions: Conditions | undefined): PlaceForm {
  if (!conditions) return everywhere;
  const environment = environmentsOf(conditions.environment);
  const pathGlob = globOf(conditions.secretPath);
  if (!environment || pathGlob === null) return { ...everywhere, kept: conditions };
  return { ...environment, pathGlob, kept: null };
}

function environmentsOf(field: Conditions["environment"]): Pick<PlaceForm, "environments" | "slugs"> | null {
  if (!field) return { environments: "any", slugs: [] };
  if (Object.values(field).filter((one) => one !== undefined).length !== 1) return null;
  if (field.$ne !== undefined) return { environments: "except", slugs: [field.$ne] };
  return { environments: "some", slugs: field.$in ?? [field.$eq ?? ""] };
}

/** A path alone is a glob too: the one that means itself only. */
function globOf(field: Conditions["secretPath"]): string | null {
  if (!field) return "";
  const { $eq, $ne, $in, $glob } = field;
  if ($ne !== undefined || $in !== undefined || ($eq !== undefined && $glob !== undefined)) return null;
  return $glob ?? $eq ?? null;
}
