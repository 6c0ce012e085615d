import type { Tx } from "#server/db/client.ts";

// Row locks that Prisma's language cannot say. Order everywhere: the project's policies, then its requests by id.

/** For transactions that take locks: waits for a connection and for others rather than fail under a burst. */
export const patiently = { maxWait: 15_000, timeout: 15_000 };

/**
 * Keeps the project's policies as they are until the transaction ends. Whoever changes them excludes everybody who
 * reads them to decide a request, or a request could be asked under one policy and granted under another.
 */
export async function lockPolicies(tx: Tx, projectId: string, to: "read" | "change"): Promise<void> {
  if (to === "read") await tx.$queryRaw`select 1 from "Project" where "id" = ${projectId}::uuid for share`;
  else await tx.$queryRaw`select 1 from "Project" where "id" = ${projectId}::uuid for no key update`;
}

/** Makes everybody else who decides on, edits or cancels this request wait until the transaction ends. */
export async function lockRequest(tx: Tx, projectId: string, requestId: string): Promise<void> {
  await tx.$queryRaw`
    select 1 from "AccessRequest"
    where "id" = ${requestId}::uuid and "projectId" = ${projectId}::uuid for no key update`;
}

/** Locks every pending request of a project, or those under one of its policies. */
export async function lockPendingRequests(tx: Tx, projectId: string): Promise<void> {
  await tx.$queryRaw`
    select 1 from "AccessRequest"
    where "projectId" = ${projectId}::uuid and "status" = 'pending' order by "id" for no key update`;
}
