import type { Context } from "#server/context.ts";
import { requireUser } from "#server/context.ts";
import type { Db, Tx } from "#server/db/client.ts";
import type { Prisma } from "#server/db/generated/client.ts";
import { conflict } from "#server/errors.ts";
import { newId } from "#server/ids.ts";
import { revokeUnused } from "#server/integrations/revoke-token.ts";
import type { ConnectedWorkspace } from "#server/integrations/store-integration.ts";
import { openBotToken, sealToken, tokenPlace } from "#server/integrations/token-secrets.ts";
import type { Runtime } from "#server/runtime.ts";

/** How long a workspace that was brought for another one's integration waits for a decision. */
export const decisionMs = 15 * 60_000;

/** What a workspace was brought for. */
type For = { organizationId: string; integrationId: string };

const pendingSelect = {
  id: true,
  organizationId: true,
  integrationId: true,
  source: true,
  teamId: true,
  teamName: true,
  teamUrl: true,
  appId: true,
  botUserId: true,
  botName: true,
  scopes: true,
  tokenEnc: true,
  refreshTokenEnc: true,
  tokenExpiresAt: true,
  expiresAt: true,
} satisfies Prisma.PendingWorkspaceSelect;
/** A kept workspace, its token still encrypted. */
export type PendingRow = Prisma.PendingWorkspaceGetPayload<{ select: typeof pendingSelect }>;

/**
 * Keeps a workspace that is not the one its integration belongs to, until the person who brought it decides. What the
 * same person brought for the integration before gives way.
 */
export async function keepPendingWorkspace(
  ctx: Context,
  wanted: For,
  workspace: ConnectedWorkspace,
): Promise<void> {
  const { organizationId, integrationId } = wanted;
  const userId = requireUser(ctx).id;
  const { token, refreshToken, expiresAt, ...told } = workspace;
  const id = newId();
  const now = ctx.clock.now();
  await ctx.db.$transaction(async (tx) => {
    await tx.pendingWorkspace.updateMany({
      where: { organizationId, integrationId, userId },
      data: { expiresAt: now },
    });
    const place = { id, organizationId };
    await tx.pendingWorkspace.create({
      data: {
        ...told,
        ...place,
        ...(await sealToken(tx, ctx, "PendingWorkspace", place, { token, refreshToken, expiresAt })),
        integrationId,
        userId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + decisionMs),
      },
      select: { id: true },
    });
  });
}

/** What the person brought for an integration and has not decided about; null where there is nothing. */
export function findPendingWorkspace(ctx: Context, wanted: For, tx: Db | Tx = ctx.db) {
  return tx.pendingWorkspace.findFirst({
    where: { ...wanted, userId: requireUser(ctx).id, expiresAt: { gt: ctx.clock.now() } },
    select: pendingSelect,
    orderBy: { id: "desc" },
  });
}

/**
 * What is kept, with its token in clear.
 * @throws {AppError} when nothing is kept any more.
 */
export async function openPendingWorkspace(
  ctx: Context,
  wanted: For,
  tx: Db | Tx = ctx.db,
): Promise<ConnectedWorkspace> {
  const row = await findPendingWorkspace(ctx, wanted, tx);
  if (row) return openPending(ctx, row, tx);
  throw noLongerKept();
}

const noLongerKept = () =>
  conflict(
    "The other workspace is no longer kept: more than a quarter of an hour has passed, or it was decided about. Reconnect again.",
  );

/**
 * Ends the wait in the transaction of a decision; the token lives on where the decision put it.
 * @throws {AppError} when it was decided about meanwhile, and its token may be gone.
 */
export async function closePendingWorkspace(ctx: Context, wanted: For, tx: Tx): Promise<void> {
  const { count } = await tx.pendingWorkspace.deleteMany({
    where: { ...wanted, userId: requireUser(ctx).id, expiresAt: { gt: ctx.clock.now() } },
  });
  if (count === 0) throw noLongerKept();
}

async function openPending(runtime: Runtime, row: PendingRow, tx: Db | Tx): Promise<ConnectedWorkspace> {
  const { source, teamId, teamName, teamUrl, appId, botUserId, botName, scopes } = row;
  const open = (field: "tokenEnc" | "refreshTokenEnc", bytes: Uint8Array) =>
    runtime.vault.decrypt(tx, tokenPlace("PendingWorkspace", row, field), bytes);
  return {
    ...{ source, teamId, teamName, teamUrl, appId, botUserId, botName, scopes },
    token: await open("tokenEnc", row.tokenEnc),
    refreshToken: row.refreshTokenEnc ? await open("refreshTokenEnc", row.refreshTokenEnc) : null,
    expiresAt: row.tokenExpiresAt,
  };
}

/** Forgets what the person brought for an integration; a token that Slack gave for it is revoked if nothing uses it. */
export async function forgetPendingWorkspace(ctx: Context, wanted: For): Promise<void> {
  const userId = requireUser(ctx).id;
  const { count } = await ctx.db.pendingWorkspace.updateMany({
    where: { ...wanted, userId },
    data: { expiresAt: ctx.clock.now() },
  });
  if (count > 0) ctx.kick.slackWatch();
}

/** Lets go of one workspace that nobody decided about in time; true when there was one. */
export async function dropExpiredWorkspace(runtime: Runtime): Promise<boolean> {
  const row = await runtime.db.pendingWorkspace.findFirst({
    where: { expiresAt: { lte: runtime.clock.now() } },
    select: pendingSelect,
    orderBy: { expiresAt: "asc" },
  });
  if (!row) return false;
  // A pasted token is somebody's own and may serve elsewhere; one from consent was made for this alone.
  if (row.source === "oauth") {
    const token = await openBotToken(runtime, runtime.db, row, "PendingWorkspace");
    const revoked = await revokeUnused(runtime, token === null ? [] : [{ ...row, token }]);
    // The row is the token's only place, so it stays until it is known that nobody is being given that token.
    if (revoked === null) return false;
  }
  const { count } = await runtime.db.pendingWorkspace.deleteMany({ where: { id: row.id } });
  return count > 0;
}
