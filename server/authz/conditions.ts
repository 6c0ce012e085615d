import { z } from "zod";
import type { Place } from "#server/authz/ability.ts";
import { globContains, matchPath, pathGlobSchema, secretPathSchema } from "#server/projects/secret-path.ts";

const listMax = 100;

/** Refuses keys that are not of the shape, in a sentence that names them. */
const onlyKnown = (sentence: (unknown: string) => string) => ({
  error: (issue: { code?: string; keys?: unknown }) =>
    issue.code === "unrecognized_keys" && Array.isArray(issue.keys)
      ? sentence(issue.keys.join(", "))
      : undefined,
});

function operators<Value extends z.ZodType<string>>(value: Value) {
  return {
    $eq: value.optional(),
    $ne: value.optional(),
    $in: z
      .array(value)
      .min(1, "Name at least one value for $in, or leave the condition out.")
      .max(listMax, `Name at most ${listMax} values.`)
      .optional(),
  };
}

const hasOne = (field: Record<string, unknown>) => Object.values(field).some((one) => one !== undefined);

const environmentSlug = z
  .string("Name an environment.")
  .min(1, "Name an environment.")
  .max(100, "An environment's slug has at most 100 characters.");

const environmentSchema = z
  .strictObject(
    operators(environmentSlug),
    onlyKnown((unknown) => `A condition on environment knows no ${unknown}. Use $eq, $ne or $in.`),
  )
  .refine(hasOne, "Say which environments with $eq, $ne or $in, or leave environment out.");

const secretPathConditionSchema = z
  .strictObject(
    { ...operators(secretPathSchema), $glob: pathGlobSchema.optional() },
    onlyKnown((unknown) => `A condition on secretPath knows no ${unknown}. Use $eq, $ne, $in or $glob.`),
  )
  .refine(hasOne, "Say which paths with $eq, $ne, $in or $glob, or leave secretPath out.");

/** Conditions of a rule. Fields must all hold, and all operators of a field. */
export const conditionsSchema = z
  .strictObject(
    { environment: environmentSchema.optional(), secretPath: secretPathConditionSchema.optional() },
    onlyKnown((unknown) => `There is no condition on ${unknown}. Use environment or secretPath.`),
  )
  .refine(hasOne, "Name an environment or a secret path, or leave the conditions out.");
export type Conditions = z.output<typeof conditionsSchema>;

/**
 * Whether conditions hold at a place: a place without the value that a condition asks about fulfils none, and one whose
 * path is a glob (as an access request's may be) fulfils them only if every path it reaches does.
 */
export function conditionsHold({ environment, secretPath }: Conditions, at: Place): boolean {
  return environmentHolds(environment, at.environment) && pathHolds(secretPath, at.secretPath);
}

/** Whether conditions say which secret paths are meant; `$ne` alone only says which are not. */
export function namesPaths({ secretPath }: Conditions): boolean {
  const { $eq, $in, $glob } = secretPath ?? {};
  return [$eq, $in, $glob].some((one) => one !== undefined);
}

function environmentHolds(field: Conditions["environment"], actual: string | null): boolean {
  if (!field) return true;
  if (actual === null) return false;
  return (
    (field.$eq === undefined || actual === field.$eq) &&
    (field.$ne === undefined || actual !== field.$ne) &&
    (field.$in === undefined || field.$in.includes(actual))
  );
}

function pathHolds(field: Conditions["secretPath"], actual: string | null): boolean {
  if (!field) return true;
  if (actual === null) return false;
  return (
    (field.$eq === undefined || actual === field.$eq) &&
    (field.$ne === undefined || !matchPath(actual, field.$ne)) &&
    (field.$in === undefined || field.$in.includes(actual)) &&
    (field.$glob === undefined || globContains(field.$glob, actual))
  );
}
