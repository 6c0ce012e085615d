import { z } from "zod";
import { recordAudit } from "#server/audit/record-audit.ts";
import { askForTry, forgiveTry, type ThrottleKey, tooManyTries } from "#server/auth/throttle.ts";
import { isWrittenDown } from "#server/auth/throttle-policy.ts";
import { networkOf } from "#server/client-address.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { hashOfToken, newId } from "#server/ids.ts";

/**
 * What failed logins are counted by: this client id from this network, and the network whatever it tries. Not the client
 * id alone, or anybody who knows it could lock its program out; and apart from the sign-ins of people on that network.
 */
function keysOf(ctx: Context, clientId: string): { account: ThrottleKey; network: ThrottleKey } {
  const network = networkOf(ctx.origin.ipAddress);
  return {
    account: { kind: "account-network", value: `${accountOf(clientId)}${network}` },
    network: { kind: "address", value: `identity:${network}` },
  };
}

// What is no client id may be a secret in the wrong place, so it is not kept as it is.
const accountOf = (clientId: string) => `identity:${uuidOf(clientId) ?? hashOfToken(clientId)}@`;

/**
 * Refuses while failures block the client id there, also its right secret. Others are let through uncounted, so that
 * many copies of a program may log in at once, and one broken program does not stop its neighbours in the network:
 * secrets are far too long to be guessed meanwhile.
 */
export async function refuseWhileBlocked(ctx: Context, clientId: string): Promise<{ hasFailed: boolean }> {
  const row = await ctx.db.throttle.findUnique({
    where: { key: rowKey(keysOf(ctx, clientId).account) },
    select: { failures: true, blockedTill: true },
  });
  if (row?.blockedTill && row.blockedTill > ctx.clock.now()) await countFailure(ctx, clientId, "locked");
  return { hasFailed: row !== null && row.failures > 0 };
}

/** Counts a failed login and writes it down; refuses where failures block by now. */
export async function countFailure(ctx: Context, clientId: string, reason: string): Promise<void> {
  const { account, network } = keysOf(ctx, clientId);
  const admission = await askForTry(ctx.db, [account, network], ctx.clock.now());
  if (admission.admitted) {
    const before = admission.refused > 0 ? { refusedBefore: admission.refused } : {};
    const action = admission.blocks ? "identity.login-locked" : "identity.login-refused";
    await auditFailure(ctx, clientId, action, { reason, ...before });
    return;
  }
  const { refused, waitMs } = admission;
  if (isWrittenDown(refused)) {
    await auditFailure(ctx, clientId, "identity.login-refused", { reason: "locked", refused });
  }
  throw tooManyTries(waitMs);
}

/** After a right login the client id starts anew there; the network keeps its failures, which others may have made. */
export async function forgiveFailures(ctx: Context, clientId: string): Promise<void> {
  await forgiveTry(ctx.db, [keysOf(ctx, clientId).account], ctx.clock.now());
}

/** A new client secret is there to mend what failed: its program need not wait for the end of a block. */
export async function forgetFailures(tx: Tx, clientId: string): Promise<void> {
  const startsWith = `account-network:${accountOf(clientId)}`;
  await tx.throttle.deleteMany({ where: { key: { startsWith } } });
}

/** In the log of its organization, where there is such an identity. */
async function auditFailure(
  ctx: Context,
  clientId: string,
  action: string,
  after: { reason: string; refused?: number; refusedBefore?: number },
): Promise<void> {
  const known = uuidOf(clientId);
  await ctx.db.$transaction(async (tx) => {
    const identity = await tx.machineIdentity.findUnique({
      where: { clientId: known ?? newId() },
      select: { id: true, name: true, organizationId: true },
    });
    await recordAudit(tx, ctx, {
      organizationId: identity?.organizationId ?? null,
      action,
      target: {
        kind: "identity",
        id: identity?.id ?? null,
        name: identity?.name ?? known ?? "not a client id",
      },
      after,
    });
  });
}

// As server/auth/throttle.ts names its rows.
const rowKey = ({ kind, value }: ThrottleKey) => `${kind}:${value}`;

function uuidOf(text: string): string | null {
  return z.uuid().safeParse(text).data?.toLowerCase() ?? null;
}
