import { z } from "zod";
import type { Tx } from "#server/db/client.ts";
import { invalid } from "#server/errors.ts";
import { pathGlobSchema } from "#server/projects/secret-path.ts";

/** Slugs of environments, each once. */
export const environmentsSchema = z
  .array(z.string().max(100))
  .max(100)
  .transform((slugs) => [...new Set(slugs)].sort());

/** Which events of its types a subscription wants. No environments means every one, no glob every path. */
export const filterSchema = z.object({
  environments: environmentsSchema.default([]),
  pathGlob: pathGlobSchema.nullable().default(null),
});
export type Filter = z.output<typeof filterSchema>;

/** Whether a filter lets everything through. */
export const isUnfiltered = (filter: Filter) => filter.environments.length === 0 && filter.pathGlob === null;

/** Whether two filters let the same through, by their words. */
export function sameFilter(a: Filter, b: Filter): boolean {
  return a.pathGlob === b.pathGlob && [...a.environments].sort().join() === [...b.environments].sort().join();
}

/** Refuses environments that the project does not have; `field` is the input's name for them. */
export async function checkEnvironments(
  tx: Tx,
  projectId: string,
  slugs: readonly string[],
  field = "environments",
): Promise<void> {
  if (slugs.length === 0) return;
  const rows = await tx.environment.findMany({
    where: { projectId },
    select: { slug: true },
    orderBy: { position: "asc" },
  });
  const known = rows.map((row) => row.slug);
  const unknown = slugs.find((slug) => !known.includes(slug));
  if (unknown === undefined) return;
  throw invalid(field, `This project has no environment ${unknown}. Choose among ${known.join(", ")}.`);
}
