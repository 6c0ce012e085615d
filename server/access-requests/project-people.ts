import { type HeldRole, heldRole, roleSelect } from "#server/authz/custom-role.ts";
import { abilityOfRole, type Place } from "#server/authz/ability.ts";
import { placeOf } from "#server/authz/place-where.ts";
import type { Db, Tx } from "#server/db/client.ts";

/** A person with access to a project, and what they are in it. */
export type ProjectPerson = { id: string; name: string; email: string } & HeldRole;

const projectAdmin: HeldRole = { role: "admin", roleName: "admin", ability: abilityOfRole("admin") };

/**
 * The people of a project, by id: members of the organization with a project role, and its owners and admins, who
 * are admins of every project. Disabled accounts are left out.
 */
export async function projectPeople(
  tx: Db | Tx,
  project: { id: string; organizationId: string },
): Promise<Map<string, ProjectPerson>> {
  const rows = await tx.organizationMember.findMany({
    where: {
      organizationId: project.organizationId,
      user: { disabledAt: null },
      OR: [{ role: { not: "member" } }, { user: { projects: { some: { projectId: project.id } } } }],
    },
    select: {
      role: true,
      user: {
        select: {
          id: true,
          name: true,
          email: true,
          projects: { where: { projectId: project.id }, select: roleSelect },
        },
      },
    },
    orderBy: { user: { name: "asc" } },
  });
  const people = new Map<string, ProjectPerson>();
  for (const { role, user } of rows) {
    const [membership] = user.projects;
    const held = role === "member" ? membership && heldRole(membership) : projectAdmin;
    if (!held) continue;
    people.set(user.id, { id: user.id, name: user.name, email: user.email, ...held });
  }
  return people;
}

/** Whether somebody of these people may decide on requests: with a place there, else at all. The policy says on which. */
export function mayReview(people: ReadonlyMap<string, ProjectPerson>, userId: string, at?: Place): boolean {
  return people.get(userId)?.ability.may("access-request:review", at && placeOf(at)) ?? false;
}
