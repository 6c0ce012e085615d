import type { Db, Tx } from "#server/db/client.ts";

/** Slugs of a project's environments, in the project's order. */
export async function environmentSlugs(tx: Db | Tx, projectId: string): Promise<string[]> {
  const rows = await tx.environment.findMany({
    where: { projectId },
    select: { slug: true },
    orderBy: { position: "asc" },
  });
  return rows.map((e) => e.slug);
}
