import { z } from "zod";
import { requireProject } from "#server/authz/access.ts";
import type { Ability } from "#server/authz/ability.ts";
import { fetchAllowed } from "#server/authz/fetch-allowed.ts";
import { mayAt, placeWhere } from "#server/authz/place-where.ts";
import { type Context, requireUser } from "#server/context.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { asksNewer, newestFirst } from "#server/newest-first.ts";
import { stateOf } from "#server/access-requests/load-request.ts";
import { policySelect } from "#server/access-requests/policies.ts";
import { projectPeople } from "#server/access-requests/project-people.ts";
import { approvalsNeeded } from "#server/access-requests/request-state.ts";
import { countWaitingRequests, waitingRequestIds } from "#server/access-requests/waiting-requests.ts";
import { grantState } from "#server/access-requests/active-grants.ts";

export const listRequestsInput = z.object({
  projectId: z.uuid(),
  /** `waiting`: those that the person may decide and has not. */
  view: z.enum(["waiting", "open", "mine", "all"]).default("all"),
  status: z.enum(["pending", "approved", "rejected", "cancelled"]).optional(),
  /** Older than this request. */
  before: z.uuid().optional(),
  /** Newer than this request; counts only without `before`. */
  after: z.uuid().optional(),
  limit: z.number().int().min(1).max(100).default(25),
});
type Input = z.output<typeof listRequestsInput>;

export const countRequestsInput = z.object({ projectId: z.uuid() });

const rowSelect = {
  id: true,
  environment: true,
  secretPath: true,
  permissions: true,
  durationSeconds: true,
  status: true,
  revision: true,
  breakGlass: true,
  requesterId: true,
  createdAt: true,
  updatedAt: true,
  decidedAt: true,
  requester: { select: { id: true, name: true, email: true } },
  policy: { select: policySelect },
  grant: { select: { endsAt: true, revokedAt: true } },
  reviews: {
    select: {
      id: true,
      reviewerId: true,
      revision: true,
      decision: true,
      comment: true,
      createdAt: true,
      reviewer: { select: { name: true, email: true } },
    },
  },
} satisfies Prisma.AccessRequestSelect;
type Row = Prisma.AccessRequestGetPayload<{ select: typeof rowSelect }>;

/** A project's requests, newest first, by view, status and cursor. */
export async function listRequests(ctx: Context, input: Input) {
  const me = requireUser(ctx);
  const { project, ability } = await requireProject(ctx, input.projectId, "access-request:read");
  const newer = asksNewer(input);
  const where = [
    await whereOf(ctx, input, { userId: me.id, ability }),
    placeWhere(ability, "access-request:read"),
  ];
  const rows = await fetchAllowed<Row>({
    take: input.limit + 1,
    allowed: (row) => mayAt(ability, "access-request:read", row),
    fetch: (take, last) =>
      ctx.db.accessRequest.findMany({
        where: { AND: [...where, last ? { id: { [newer ? "gt" : "lt"]: last.id } } : {}] },
        select: rowSelect,
        orderBy: { id: newer ? "asc" : "desc" },
        take,
      }),
  });
  const { page, ...neighbours } = newestFirst(rows, input, ({ id }) => id);
  const people = await projectPeople(ctx.db, project);
  const now = ctx.clock.now();
  return {
    requests: page.map(({ policy, reviews, grant, ...request }) => ({
      ...request,
      policy: { id: policy.id, name: policy.name, requiredApprovals: policy.requiredApprovals },
      approvalsNeeded: approvalsNeeded(stateOf({ ...request, policy, reviews }, people)),
      grant: grant && { endsAt: grant.endsAt, state: grantState(grant, now) },
    })),
    ...neighbours,
    mayCreate: ability.may("access-request:create"),
  };
}

async function whereOf(
  ctx: Context,
  input: Input,
  me: { userId: string; ability: Ability },
): Promise<Prisma.AccessRequestWhereInput> {
  const { projectId, view, status, before, after, limit } = input;
  const cursor = before === undefined ? (after === undefined ? {} : { gt: after }) : { lt: before };
  const where: Prisma.AccessRequestWhereInput = {
    projectId,
    id: cursor,
    ...(status ? { status } : {}),
  };
  switch (view) {
    case "waiting": {
      const page = { before, after: before === undefined ? after : undefined, take: limit + 1 };
      return { ...where, id: { in: await waitingRequestIds(ctx.db, { projectId, ...me }, page) } };
    }
    case "open":
      return { ...where, AND: { status: "pending" } };
    case "mine":
      return { ...where, requesterId: me.userId };
    case "all":
      return where;
  }
}

/** What waits for the person, for the tab and the nav's badge, and whether they may ask themselves. */
export async function countRequests(ctx: Context, input: z.output<typeof countRequestsInput>) {
  const me = requireUser(ctx);
  const { project, ability } = await requireProject(ctx, input.projectId, "access-request:read");
  return {
    waitingForMe: await countWaitingRequests(ctx.db, { projectId: project.id, userId: me.id, ability }),
    mayCreate: ability.may("access-request:create"),
  };
}
