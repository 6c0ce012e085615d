import { recordAudit } from "#server/audit/record-audit.ts";
import type { Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { countSecretUse } from "#server/identities/count-use.ts";
import { identitySelect, lockIdentityRow } from "#server/identities/find-identity.ts";
import { networksAllow } from "#server/identities/networks.ts";
import {
  disabledRefusal,
  expiryOf,
  networkRefusal,
  secretRefusals,
  standingOf,
} from "#server/identities/standing.ts";
import { type AccessTokenAnswer, answerOf, newAccessToken } from "#server/identities/tokens.ts";
import { newId } from "#server/ids.ts";

/** A client secret that was sent rightly; whether it still counts is decided here. */
export type Found = { clientSecretId: string; identityId: string; organizationId: string };
/** Why there is no token: `reason` for the audit log, `sentence` for the program. */
export type IssueRefusal = { code: "unauthenticated" | "forbidden"; reason: string; sentence: string };

/**
 * Gives an access token for a client secret, or says why not. The identity is locked, so that a change or revocation
 * at the same time comes before or after, not between; null when it is gone by now.
 */
export async function issueToken(
  tx: Tx,
  ctx: Context,
  found: Found,
): Promise<IssueRefusal | { answer: AccessTokenAnswer; identityId: string } | null> {
  const { ipAddress } = ctx.origin;
  await lockIdentityRow(tx, found);
  const secret = await tx.identityClientSecret.findUnique({
    where: { id: found.clientSecretId, identityId: found.identityId },
    select: {
      revokedAt: true,
      expiresAt: true,
      usesMax: true,
      uses: true,
      identity: { select: identitySelect },
    },
  });
  if (!secret) return null;
  const { identity } = secret;
  const now = ctx.clock.now();
  const standing = standingOf(secret, now);
  if (standing !== "active") return refused(standing, secretRefusals[standing]);
  if (identity.disabledAt) return refused("disabled", disabledRefusal);
  if (!networksAllow(identity.clientSecretNetworks, ipAddress)) {
    return { code: "forbidden", reason: "network", sentence: networkRefusal(ipAddress) };
  }
  if (!(await countSecretUse(tx, found.clientSecretId, now))) {
    return refused("used-up", secretRefusals["used-up"]);
  }

  const { token, hash } = newAccessToken();
  const life = expiryOf(identity, null, now);
  const tokenId = newId();
  await tx.identityAccessToken.create({
    data: {
      id: tokenId,
      identityId: identity.id,
      clientSecretId: found.clientSecretId,
      tokenHash: hash,
      createdAt: now,
      ...life,
      usesMax: identity.accessTokenUsesMax,
      ipAddress,
    },
    select: { id: true },
  });
  await tx.machineIdentity.update({
    where: { id: identity.id },
    data: { lastUsedAt: now, lastUsedFrom: ipAddress },
    select: { id: true },
  });
  const { id, name, organizationId } = identity;
  const actor = { kind: "identity" as const, id, name, organizationId };
  await recordAudit(
    tx,
    { ...ctx, actor },
    {
      organizationId,
      action: "identity.logged-in",
      target: { kind: "identity", id, name },
      after: { clientSecretId: found.clientSecretId, tokenId },
    },
  );
  return { answer: answerOf(token, life, now), identityId: id };
}

function refused(reason: string, sentence: string): IssueRefusal {
  return { code: "unauthenticated", reason, sentence };
}
