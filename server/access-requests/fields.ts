import { z } from "zod";
import { pathGlobSchema, pathProblem, secretPathSchema } from "#server/projects/secret-path.ts";

/** What can be asked for, in the order in which it is shown. */
export const secretPermissions = ["read", "create", "edit", "delete"] as const;
export type SecretPermission = (typeof secretPermissions)[number];

const MINUTE = 60;
const YEAR = 365 * 86_400;
export const NOTE_LENGTH = 4000;

/** At least one permission, each once and in the order of the list. */
export const permissionsSchema = z
  .array(z.enum(secretPermissions))
  .min(1, "Choose at least one permission.")
  .transform((chosen) => secretPermissions.filter((p) => chosen.includes(p)));

/** A path, or a glob over paths. */
export const askedPathSchema = z.union([secretPathSchema, pathGlobSchema], {
  error: ({ input }) =>
    pathProblem(
      input,
      "Write a path such as /app/db, or /app/* (one level below) or /app/** (everything below).",
      true,
    ),
});

/** Seconds from a minute to a year. */
export const durationSchema = z
  .number()
  .int("Write whole minutes, hours or days.")
  .min(MINUTE, "One minute is the shortest duration.")
  .max(YEAR, "365 days are the longest duration; ask for permanent access instead.");

/** A text that a person writes to others. */
export const noteSchema = z
  .string()
  .trim()
  .max(NOTE_LENGTH, `Write at most ${NOTE_LENGTH.toLocaleString("en")} characters.`);

/** What a person asks for; a null duration means permanent. */
export const askedSchema = z.object({
  environment: z.string().min(1, "Choose an environment."),
  secretPath: askedPathSchema,
  permissions: permissionsSchema,
  durationSeconds: durationSchema.nullable(),
  note: noteSchema.default(""),
});
export type Asked = z.output<typeof askedSchema>;
