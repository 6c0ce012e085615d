import type { Rule } from "#server/authz/ability.ts";
import { rulesColumn } from "#server/custom-roles/save-role.ts";
import type { Db } from "#server/db/client.ts";
import { newId } from "#server/ids.ts";
import { createPerson } from "#server/testing/world.ts";

type World = { organizationId: string; projectId: string };

/** A custom role of a test's project, written past the verbs. */
export async function createTestRole(db: Db, { projectId }: World, rules: readonly Rule[]): Promise<string> {
  const id = newId();
  await db.customRole.create({
    data: { id, projectId, name: `Role ${id}`, rules: rulesColumn(rules), updatedAt: new Date() },
    select: { id: true },
  });
  return id;
}

/** A person of the project with a custom role of these rules. */
export async function joinWithRules(db: Db, world: World, rules: readonly Rule[]) {
  const customRoleId = await createTestRole(db, world, rules);
  const person = await createPerson(db);
  const { organizationId, projectId } = world;
  await db.organizationMember.create({ data: { organizationId, userId: person.id, role: "member" } });
  await db.projectMember.create({ data: { projectId, userId: person.id, customRoleId } });
  return { ...person, customRoleId };
}
