import type { Actor, Context } from "#server/context.ts";
import type { OrganizationRole, ProjectRole } from "#server/authz/permissions.ts";
import type { Db } from "#server/db/client.ts";
import type { Runtime } from "#server/runtime.ts";
import { newId } from "#server/ids.ts";

type Person = { id: string; name: string; email: string; isInstanceAdmin: boolean };

/** A context in which a person of the test acts. */
export function contextOf(runtime: Runtime, person: Person | null): Context {
  const actor: Actor | null = person && { kind: "user", ...person };
  return {
    ...runtime,
    actor,
    origin: { ipAddress: "203.0.113.9", userAgent: "test", requestId: newId(), sessionId: null },
  };
}

/** A person without a usable password; sign-in tests make theirs with the verbs. */
export async function createPerson(db: Db, over: Partial<Person> = {}): Promise<Person> {
  const id = newId();
  const person = {
    id,
    name: `Person ${id.slice(-4)}`,
    email: `${id}@example.test`,
    isInstanceAdmin: false,
    ...over,
  };
  await db.user.create({ data: { ...person, passwordHash: "!" } });
  return person;
}

/** An organization on the enterprise plan with one owner, an admin, a member, and a project with one person of each role. */
export async function createWorld(db: Db) {
  const organizationId = newId();
  const projectId = newId();
  await db.organization.create({ data: { id: organizationId, name: "Acme", plan: "enterprise" } });
  await db.project.create({
    data: {
      id: projectId,
      organizationId,
      name: "Payments",
      environments: {
        create: ["dev", "staging", "prod"].map((slug, position) => ({
          id: newId(),
          slug,
          name: slug,
          position,
        })),
      },
    },
  });
  const join = async (role: OrganizationRole, projectRole?: ProjectRole) => {
    const person = await createPerson(db);
    await db.organizationMember.create({ data: { organizationId, userId: person.id, role } });
    if (projectRole)
      await db.projectMember.create({ data: { projectId, userId: person.id, role: projectRole } });
    return person;
  };
  return {
    organizationId,
    projectId,
    instanceAdmin: await createPerson(db, { isInstanceAdmin: true }),
    owner: await join("owner"),
    admin: await join("admin"),
    member: await join("member"),
    projectAdmin: await join("member", "admin"),
    projectMember: await join("member", "member"),
    projectViewer: await join("member", "viewer"),
    stranger: await createPerson(db),
  };
}
