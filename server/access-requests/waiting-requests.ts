import { z } from "zod";
import type { Db, Tx } from "#server/db/client.ts";
import { Prisma } from "#server/db/generated/client.ts";

// SQL because a review counts by the request's own revision, a comparison of two tables' columns.
const waiting = (projectId: string, userId: string) => Prisma.sql`
  from "AccessRequest" r
  join "AccessPolicy" p on p."id" = r."policyId"
  join "AccessPolicyMember" m on m."policyId" = p."id" and m."kind" = 'approver' and m."userId" = ${userId}::uuid
  where r."projectId" = ${projectId}::uuid and r."status" = 'pending'
    and (r."requesterId" <> ${userId}::uuid or p."allowSelfApproval")
    and not exists (
      select 1 from "AccessReview" v
      where v."requestId" = r."id" and v."reviewerId" = ${userId}::uuid and v."revision" = r."revision"
    )`;

/** Ids of the requests that a person may decide and has not, newest first or, after `after`, oldest first. */
export async function waitingRequestIds(
  tx: Db | Tx,
  of: { projectId: string; userId: string },
  page: { before?: string; after?: string; take: number },
): Promise<string[]> {
  const { before, after, take } = page;
  const side =
    before !== undefined
      ? Prisma.sql`and r."id" < ${before}::uuid order by r."id" desc`
      : after !== undefined
        ? Prisma.sql`and r."id" > ${after}::uuid order by r."id" asc`
        : Prisma.sql`order by r."id" desc`;
  const rows = await tx.$queryRaw`
    select r."id"::text as "id" ${waiting(of.projectId, of.userId)} ${side} limit ${take}`;
  return z
    .array(z.object({ id: z.string() }))
    .parse(rows)
    .map((r) => r.id);
}

/** How many requests a person may decide and has not. */
export async function countWaitingRequests(
  tx: Db | Tx,
  of: { projectId: string; userId: string },
): Promise<number> {
  const rows = await tx.$queryRaw`select count(*)::int as "count" ${waiting(of.projectId, of.userId)}`;
  return z.array(z.object({ count: z.int() })).parse(rows)[0]?.count ?? 0;
}
