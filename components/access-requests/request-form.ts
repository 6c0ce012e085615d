import { z } from "zod";
import {
  askedPathSchema,
  durationSchema,
  noteSchema,
  permissionsSchema,
} from "#server/access-requests/fields.ts";

/** Units that a duration is written in, largest first, in seconds. */
export const units = { days: 86_400, hours: 3_600, minutes: 60 } as const;
export type Unit = keyof typeof units;
export const unitNames = ["days", "hours", "minutes"] as const;

const wholeNumber = /^[1-9]\d{0,5}$/;

/** What the forms for asking and editing hold; `durationOf` makes the server's seconds of it. */
export const requestFormSchema = z
  .object({
    environment: z.string().min(1, "Choose an environment."),
    secretPath: z.string().trim().pipe(askedPathSchema),
    permissions: permissionsSchema,
    access: z.enum(["temporary", "permanent"]),
    amount: z.string().trim(),
    unit: z.enum(unitNames),
    note: noteSchema,
    editorNote: noteSchema,
  })
  .superRefine((values, issues) => {
    if (values.access === "permanent") return;
    const report = (message: string) => issues.addIssue({ code: "custom", path: ["amount"], message });
    if (!wholeNumber.test(values.amount)) return report("Write a whole number, such as 4.");
    const seconds = durationSchema.safeParse(durationOf(values));
    if (!seconds.success) report(seconds.error.issues[0]?.message ?? "Choose another duration.");
  });
export type RequestFormIn = z.input<typeof requestFormSchema>;
export type RequestFormOut = z.output<typeof requestFormSchema>;

/** Seconds, or null for permanent access. */
export function durationOf(form: Pick<RequestFormOut, "access" | "amount" | "unit">): number | null {
  return form.access === "permanent" ? null : Number(form.amount) * units[form.unit];
}

/** How a duration is written in the form: in the largest unit that divides it. */
export function durationFields(seconds: number | null): Pick<RequestFormOut, "access" | "amount" | "unit"> {
  if (seconds === null) return { access: "permanent", amount: "4", unit: "hours" };
  const unit = unitNames.find((name) => seconds % units[name] === 0) ?? "minutes";
  return { access: "temporary", amount: String(Math.ceil(seconds / units[unit])), unit };
}

/** The server's names of fields that have another one here. */
export const fieldNames = { durationSeconds: "amount" } as const;
