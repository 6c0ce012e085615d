import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import { mayAt, placeWhere } from "#server/authz/place-where.ts";
import { actorIdOf, type Context } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { projectPeople } from "#server/access-requests/project-people.ts";

export const activeGrantsInput = z.object({ projectId: z.uuid() });

/** How a grant stands: it counts only while active. */
export type GrantState = "active" | "ended" | "revoked";

/** How a grant stands at a time. Nothing runs when its time is over; it simply counts no more. */
export function grantState(grant: { endsAt: Date | null; revokedAt: Date | null }, now: Date): GrantState {
  if (grant.revokedAt !== null) return "revoked";
  return grant.endsAt !== null && grant.endsAt <= now ? "ended" : "active";
}

/** The same as grantState's `active`, for the database. */
export function isActiveAt(now: Date): Prisma.AccessGrantWhereInput {
  return { revokedAt: null, OR: [{ endsAt: null }, { endsAt: { gt: now } }] };
}

/** Who has what now by a grant, soonest end first. Grants of people who left the project do not count. */
export async function activeGrants(ctx: Context, input: z.output<typeof activeGrantsInput>) {
  const { project, role, ability } = await requireProject(ctx, input.projectId, "access-request:read");
  const [people, rows] = await Promise.all([
    projectPeople(ctx.db, project),
    ctx.db.accessGrant.findMany({
      where: {
        AND: [
          { projectId: project.id },
          isActiveAt(ctx.clock.now()),
          placeWhere(ability, "access-request:read"),
        ],
      },
      select: {
        id: true,
        userId: true,
        requestId: true,
        environment: true,
        secretPath: true,
        permissions: true,
        startsAt: true,
        endsAt: true,
      },
      orderBy: [{ endsAt: { sort: "asc", nulls: "last" } }, { id: "asc" }],
    }),
  ]);
  const actorId = actorIdOf(ctx);
  const grants = rows.flatMap(({ userId, ...grant }) => {
    const person = people.get(userId);
    if (!person || !mayAt(ability, "access-request:read", grant)) return [];
    const mayRevoke = role === "system" || role === "admin" || userId === actorId;
    return [{ ...grant, person: { id: person.id, name: person.name, email: person.email }, mayRevoke }];
  });
  return { grants };
}
