import { z } from "zod";
import type { Db, Tx } from "#server/db/client.ts";
import { conflict } from "#server/errors.ts";

/** How people and projects call an integration. */
export const aliasSchema = z
  .string()
  .trim()
  .min(1, "Give the integration an alias, such as acme-slack.")
  .max(60, "Keep the alias to 60 characters.")
  .regex(/^[^\p{Cc}]*$/u, "An alias is one line of text.");

export const descriptionSchema = z
  .string()
  .trim()
  .max(500, "Keep the description to 500 characters.")
  .default("");

/** Refuses an alias that another integration of the organization has, and suggests one that is free. */
export async function requireFreeAlias(
  tx: Db | Tx,
  input: { organizationId: string; alias: string; exceptId?: string | null },
): Promise<void> {
  const rows = await tx.workflowIntegration.findMany({
    where: {
      organizationId: input.organizationId,
      ...(input.exceptId ? { id: { not: input.exceptId } } : {}),
    },
    select: { alias: true },
  });
  const taken = new Set(rows.map((row) => row.alias.toLowerCase()));
  if (!taken.has(input.alias.toLowerCase())) return;
  throw conflict(
    `Another integration of this organization has the alias ${input.alias}. Choose another one, such as ${freeAlias(input.alias, taken)}.`,
    "alias",
  );
}

/** The alias with the first number that makes it free. Pure; `taken` is in lower case. */
export function freeAlias(alias: string, taken: ReadonlySet<string>): string {
  for (let number = 2; ; number += 1) {
    const suffix = `-${number}`;
    const candidate = `${alias.slice(0, 60 - suffix.length)}${suffix}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}

/** An alias for a workspace that nobody named: its own name, with a number where that is taken. Pure. */
export function aliasAfter(teamName: string, taken: ReadonlySet<string>): string {
  const named = aliasSchema.safeParse(
    teamName
      .replaceAll(/\p{Cc}/gu, " ")
      .trim()
      .slice(0, 60),
  );
  const alias = named.success ? named.data : "slack";
  return taken.has(alias.toLowerCase()) ? freeAlias(alias, taken) : alias;
}
