import type { Db, Tx } from "#server/db/client.ts";

/** Somebody or something that has a role in a project. */
export type RoleHolder = { kind: "person" | "identity"; id: string; name: string };

/** Who has a custom role, people first, by name. */
export async function holdersOf(tx: Db | Tx, projectId: string, customRoleId: string): Promise<RoleHolder[]> {
  const people = await tx.projectMember.findMany({
    where: { projectId, customRoleId },
    select: { user: { select: { id: true, name: true } } },
    orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
  });
  const identities = await tx.identityProjectMember.findMany({
    where: { projectId, customRoleId },
    select: { identity: { select: { id: true, name: true } } },
    orderBy: [{ identity: { name: "asc" } }, { identityId: "asc" }],
  });
  return [
    ...people.map(({ user }) => ({ kind: "person" as const, ...user })),
    ...identities.map(({ identity }) => ({ kind: "identity" as const, ...identity })),
  ];
}
