import type { Context, Origin } from "#server/context.ts";
import { AppError, forbidden } from "#server/errors.ts";
import { hashOfToken } from "#server/ids.ts";
import { networksAllow } from "#server/identities/networks.ts";
import { disabledRefusal, networkRefusal, standingOf, tokenRefusals } from "#server/identities/standing.ts";
import type { Runtime } from "#server/runtime.ts";

/**
 * A token that counts for requests from there; nothing is counted.
 * @throws {AppError} unauthenticated or forbidden.
 */
export async function requireToken(
  { db, clock }: Pick<Context, "db" | "clock">,
  accessToken: string,
  origin: Pick<Origin, "ipAddress">,
) {
  const token = await findToken(db, accessToken);
  if (!token) throw unknownToken();
  const standing = standingOf(token, clock.now());
  if (standing !== "active") throw new AppError("unauthenticated", tokenRefusals[standing]);
  if (token.identity.disabledAt) throw new AppError("unauthenticated", disabledRefusal);
  if (!networksAllow(token.identity.accessTokenNetworks, origin.ipAddress)) {
    throw forbidden(networkRefusal(origin.ipAddress));
  }
  return token;
}

/** The row of a token, whether or not it counts. */
export async function findToken(db: Runtime["db"], accessToken: string) {
  return db.identityAccessToken.findUnique({
    where: { tokenHash: hashOfToken(accessToken) },
    select: {
      id: true,
      createdAt: true,
      expiresAt: true,
      maxExpiresAt: true,
      usesMax: true,
      uses: true,
      lastUsedAt: true,
      revokedAt: true,
      identity: {
        select: {
          id: true,
          name: true,
          organizationId: true,
          disabledAt: true,
          accessTokenNetworks: true,
          accessTokenSeconds: true,
          accessTokenMaxSeconds: true,
          lastUsedAt: true,
        },
      },
    },
  });
}

/** What a text that is no token of ours gets. */
export function unknownToken(): AppError {
  return new AppError("unauthenticated", "This access token is not known. Log in for a new one.");
}
