import { createInvitation, createInvitationInput } from "#server/invitations/create-invitation.ts";
import { joinByInvitation } from "#server/invitations/join-by-invitation.ts";
import { createTestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { createTestClock } from "#server/testing/test-clock.ts";
import { contextOf, createPerson, createWorld } from "#server/testing/world.ts";

/** What stands at the end of a link. */
export const tokenOf = ({ link }: { link: string }) => link.slice(link.lastIndexOf("/") + 1);

/** For tests: an organization whose people invite, and a clock that stands. */
export async function createInvitationWorld() {
  const database = await createTestDatabase();
  const clock = createTestClock();
  const runtime = createTestRuntime(database, { clock });
  const as = (person: Parameters<typeof contextOf>[1]) => contextOf(runtime, person);
  let count = 0;
  const fresh = async () => {
    const world = await createWorld(runtime.db);
    const { organizationId, owner } = world;
    type Over = Partial<(typeof createInvitationInput)["_input"]> & { by?: typeof owner };
    return {
      ...world,
      newEmail: () => `new-${++count}-${organizationId}@example.test`,
      invite: (email: string, { by = owner, ...over }: Over = {}) =>
        createInvitation(as(by), createInvitationInput.parse({ organizationId, email, ...over })),
      person: () => createPerson(runtime.db),
      rowOf: (id: string) => runtime.db.invitation.findUniqueOrThrow({ where: { id } }),
      roleOf: async (userId: string) => {
        const where = { organizationId_userId: { organizationId, userId } };
        return (await runtime.db.organizationMember.findUnique({ where }))?.role ?? null;
      },
      lastAudit: () =>
        runtime.db.auditEntry.findFirstOrThrow({ where: { organizationId }, orderBy: { id: "desc" } }),
    };
  };
  return {
    runtime,
    clock,
    as,
    /** Nobody is signed in, at an address of their own. */
    nobody: (ipAddress = "198.51.100.20") => {
      const ctx = contextOf(runtime, null);
      return { ...ctx, origin: { ...ctx.origin, ipAddress } };
    },
    join: (token: string, name = "Grace Hopper") =>
      joinByInvitation(contextOf(runtime, null), { token, name, password: "a first password of many words" }),
    fresh,
    drop: () => database.drop(),
  };
}
export type InvitationWorld = Awaited<ReturnType<typeof createInvitationWorld>>;
