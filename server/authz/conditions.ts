import { z } from "zod";
import { matchPath, pathGlobSchema } from "#server/projects/secret-path.ts";
import type { Place } from "#server/authz/ability.ts";

const value = z.string().min(1).max(500);
const operators = {
  $eq: value.optional(),
  $ne: value.optional(),
  $in: z.array(value).min(1).max(100).optional(),
};

/** Conditions of a rule. Fields must all hold, and all operators of a field. */
export const conditionsSchema = z.strictObject({
  environment: z.strictObject(operators).optional(),
  secretPath: z.strictObject({ ...operators, $glob: pathGlobSchema.optional() }).optional(),
});
export type Conditions = z.output<typeof conditionsSchema>;

/** Whether conditions hold at a place. A place without the value that a condition asks about fulfils none. */
export function conditionsHold(conditions: Conditions, at: Place): boolean {
  const { environment, secretPath } = conditions;
  return fieldHolds(environment, at.environment) && fieldHolds(secretPath, at.secretPath);
}

type Field = {
  $eq?: string | undefined;
  $ne?: string | undefined;
  $in?: string[] | undefined;
  $glob?: string | undefined;
};

function fieldHolds(field: Field | undefined, actual: string | null): boolean {
  if (!field) return true;
  if (actual === null) return false;
  return (
    (field.$eq === undefined || actual === field.$eq) &&
    (field.$ne === undefined || actual !== field.$ne) &&
    (field.$in === undefined || field.$in.includes(actual)) &&
    (field.$glob === undefined || matchPath(field.$glob, actual))
  );
}
