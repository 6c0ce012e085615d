import type { IdentityActor, Origin } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { countTokenUse } from "#server/identities/count-use.ts";
import { requireToken } from "#server/identities/find-token.ts";
import { tokenRefusals } from "#server/identities/standing.ts";
import type { Runtime } from "#server/runtime.ts";

/** How exactly the last use is kept, so that reading does not write each time. */
const touchEveryMs = 60_000;

/** The program that an access token speaks for, and which of its tokens that is. */
export type TokenHolder = { actor: IdentityActor; tokenId: string };

/**
 * Whom an access token speaks for. Counts as a use where the token has a limit. To be called once a request.
 * @throws {AppError} unauthenticated or forbidden, with what the program can do about it.
 */
export async function actorOfAccessToken(
  runtime: Runtime,
  accessToken: string,
  origin: Origin,
): Promise<TokenHolder> {
  const now = runtime.clock.now();
  const token = await requireToken(runtime, accessToken, origin);
  const { id: tokenId, identity } = token;
  if (token.usesMax !== null) {
    if (!(await countTokenUse(runtime.db, tokenId, now))) {
      // It changed since it was read: by its last use, a revocation, or with its identity.
      await requireToken(runtime, accessToken, origin);
      throw new AppError("unauthenticated", tokenRefusals["used-up"]);
    }
  } else if (isStale(token.lastUsedAt, now)) {
    await runtime.db.identityAccessToken.updateMany({ where: { id: tokenId }, data: { lastUsedAt: now } });
  }
  if (isStale(identity.lastUsedAt, now)) {
    await runtime.db.machineIdentity.updateMany({
      where: { id: identity.id },
      data: { lastUsedAt: now, lastUsedFrom: origin.ipAddress },
    });
  }
  const { id, name, organizationId } = identity;
  return { actor: { kind: "identity", id, name, organizationId }, tokenId };
}

function isStale(lastUsedAt: Date | null, now: Date): boolean {
  return lastUsedAt === null || now.getTime() - lastUsedAt.getTime() >= touchEveryMs;
}
