import { z } from "zod";
import type { Ability, Place } from "#server/authz/ability.ts";
import { fetchAllowed } from "#server/authz/fetch-allowed.ts";
import { mayAt } from "#server/authz/place-where.ts";
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

/** For whom requests wait: an approver, with what they may do in the project. */
type Waiting = { projectId: string; userId: string; ability: Ability };

/** A request waits only for somebody who may read it and decide on it where it lies. */
const maySettle = (ability: Ability, at: Place) =>
  mayAt(ability, "access-request:read", at) && mayAt(ability, "access-request:review", at);

/** Ids of the requests that a person may decide and has not, newest first or, after `after`, oldest first. */
export async function waitingRequestIds(
  tx: Db | Tx,
  of: Waiting,
  page: { before?: string; after?: string; take: number },
): Promise<string[]> {
  const { before, after, take } = page;
  const rows = await fetchAllowed<WaitingRow>({
    take,
    allowed: (row) => maySettle(of.ability, row),
    fetch: (count, last) => {
      const cursor = after === undefined ? { before: last?.id ?? before } : { after: last?.id ?? after };
      return waitingRows(tx, of, { ...cursor, take: count });
    },
  });
  return rows.map((row) => row.id);
}

const waitingRow = z.object({ id: z.string(), environment: z.string(), secretPath: z.string() });
type WaitingRow = z.output<typeof waitingRow>;

async function waitingRows(
  tx: Db | Tx,
  of: Waiting,
  page: { before?: string | undefined; after?: string | undefined; take: number },
): Promise<WaitingRow[]> {
  const { before, after, take } = page;
  const side =
    before !== undefined
      ? Prisma.sql`and r."id" < ${before}::uuid order by r."id" desc`
      : after !== undefined
        ? Prisma.sql`and r."id" > ${after}::uuid order by r."id" asc`
        : Prisma.sql`order by r."id" desc`;
  const rows = await tx.$queryRaw`
    select r."id"::text as "id", r."environment", r."secretPath"
    ${waiting(of.projectId, of.userId)} ${side} limit ${take}`;
  return z.array(waitingRow).parse(rows);
}

const waitingCount = z.object({ environment: z.string(), secretPath: z.string(), count: z.int() });

/** How many requests a person may decide and has not. */
export async function countWaitingRequests(tx: Db | Tx, of: Waiting): Promise<number> {
  if (!of.ability.may("access-request:review")) return 0;
  const rows = await tx.$queryRaw`
    select r."environment", r."secretPath", count(*)::int as "count"
    ${waiting(of.projectId, of.userId)} group by 1, 2`;
  return z
    .array(waitingCount)
    .parse(rows)
    .filter((row) => maySettle(of.ability, row))
    .reduce((sum, row) => sum + row.count, 0);
}
