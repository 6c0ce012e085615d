import { type ProjectRole, projectRoleMay } from "#server/authz/permissions.ts";
import type { Db, Tx } from "#server/db/client.ts";

/** A person with access to a project, and what they are in it. */
export type ProjectPerson = { id: string; name: string; email: string; role: ProjectRole };

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
          projects: { where: { projectId: project.id }, select: { role: true } },
        },
      },
    },
    orderBy: { user: { name: "asc" } },
  });
  const people = new Map<string, ProjectPerson>();
  for (const { role, user } of rows) {
    const projectRole = role === "member" ? user.projects[0]?.role : "admin";
    if (!projectRole) continue;
    people.set(user.id, { id: user.id, name: user.name, email: user.email, role: projectRole });
  }
  return people;
}

/** Whether somebody of these people may decide on requests at all; the policy says on which. */
export function mayReview(people: ReadonlyMap<string, ProjectPerson>, userId: string): boolean {
  const person = people.get(userId);
  return person !== undefined && projectRoleMay(person.role, "access-request:review");
}
