import { heldRole, roleSelect } from "#server/authz/custom-role.ts";
import type { Tx } from "#server/db/client.ts";

/** Whose trouble it is: the connection's owner where there is one, and the projects that it concerns. */
export type Concerned = { organizationId: string; ownerId: string | null; projectIds: readonly string[] };

/** Somebody who is told; `asOwner` where only the connection makes it their matter. */
export type Told = { userId: string; asOwner: boolean };

/**
 * Who is told that something broke: whoever connected the workspace, and in each project those who may mend its
 * destinations. Where nobody is left, the organization's owners and admins, who may do it everywhere.
 */
export async function peopleToTell(tx: Tx, concerned: Concerned): Promise<Told[]> {
  const { organizationId, ownerId, projectIds } = concerned;
  const members = await tx.organizationMember.findMany({
    where: { organizationId, user: { disabledAt: null } },
    select: { userId: true, role: true },
  });
  const present = new Set(members.map(({ userId }) => userId));
  const administrators = members.filter(({ role }) => role !== "member").map(({ userId }) => userId);
  const memberships = await tx.projectMember.findMany({
    where: { projectId: { in: [...projectIds] } },
    select: { projectId: true, userId: true, ...roleSelect },
  });
  const owner = ownerId && present.has(ownerId) ? ownerId : null;
  const told = new Set<string>();
  for (const projectId of projectIds) {
    const mending = memberships.filter(
      (one) =>
        one.projectId === projectId &&
        present.has(one.userId) &&
        heldRole(one)?.ability.may("notification:manage"),
    );
    const ids = mending.length > 0 ? mending.map(({ userId }) => userId) : administrators;
    for (const id of ids) told.add(id);
  }
  const people = told.size > 0 || owner ? [...told] : administrators;
  const mending = people.sort().map((userId) => ({ userId, asOwner: false }));
  return owner && !told.has(owner) ? [...mending, { userId: owner, asOwner: true }] : mending;
}
