import { z } from "zod";
import type { Context } from "#server/context.ts";
import { AppError } from "#server/errors.ts";
import { cleanUpAfterLogin } from "#server/identities/clean-up.ts";
import { type Found, type IssueRefusal, issueToken } from "#server/identities/issue-token.ts";
import { countFailure, forgiveFailures, refuseWhileBlocked } from "#server/identities/login-throttle.ts";
import type { AccessTokenAnswer } from "#server/identities/tokens.ts";
import { hashOfToken, newId } from "#server/ids.ts";

export const loginIdentityInput = z.object({
  clientId: z.string().trim().min(1, "Send the identity's client id.").max(100),
  clientSecret: z.string().trim().min(1, "Send a client secret of the identity.").max(500),
});

const wrongPair: IssueRefusal = {
  code: "unauthenticated",
  reason: "wrong",
  sentence: "This client id and client secret do not belong together.",
};

/**
 * Exchanges a client secret for an access token. An unknown client id and a wrong secret get the same answer after the
 * same work; failures slow, then lock, the client id for the network they come from.
 */
export async function loginIdentity(
  ctx: Context,
  input: z.output<typeof loginIdentityInput>,
): Promise<AccessTokenAnswer> {
  const { hasFailed } = await refuseWhileBlocked(ctx, input.clientId);
  const found = await findSecret(ctx, input);
  const issued = (found && (await ctx.db.$transaction((tx) => issueToken(tx, ctx, found)))) ?? wrongPair;
  if ("sentence" in issued) {
    await countFailure(ctx, input.clientId, issued.reason);
    throw new AppError(issued.code, issued.sentence);
  }
  if (hasFailed) await forgiveFailures(ctx, input.clientId);
  await cleanUpAfterLogin(ctx, issued.identityId);
  return issued.answer;
}

// By the hash of what was sent: nobody can steer that, so the time an index takes to find it tells nothing.
async function findSecret(
  ctx: Context,
  { clientId, clientSecret }: z.output<typeof loginIdentityInput>,
): Promise<Found | null> {
  const secret = await ctx.db.identityClientSecret.findUnique({
    where: {
      secretHash: hashOfToken(clientSecret),
      // What is no uuid is nobody's, and is looked for all the same.
      identity: { clientId: z.uuid().safeParse(clientId).data ?? newId() },
    },
    select: { id: true, identityId: true, identity: { select: { organizationId: true } } },
  });
  if (!secret) return null;
  const { id, identityId, identity } = secret;
  return { clientSecretId: id, identityId, organizationId: identity.organizationId };
}
