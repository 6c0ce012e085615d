import { z } from "zod";
import { hashOfToken, randomToken } from "#server/ids.ts";

/** Enough of a secret to recognise it by, far too little to guess the rest. */
const prefixLength = 10;

/** What a program gets for its client secret, and again for a renewal; lives are in seconds from now. */
export const accessTokenOutput = z.object({
  accessToken: z.string(),
  expiresIn: z.number().int(),
  /** To where renewing may stretch it. */
  accessTokenMaxTTL: z.number().int(),
  tokenType: z.literal("Bearer"),
});
export type AccessTokenAnswer = z.output<typeof accessTokenOutput>;

/** A new client secret: 256 random bits behind a prefix that secret scanners can look for. */
export function newClientSecret(): { secret: string; prefix: string; hash: string } {
  const secret = `bws_${randomToken(32)}`;
  return { secret, prefix: secret.slice(0, prefixLength), hash: hashOfToken(secret) };
}

/** A new access token, as random as a client secret. */
export function newAccessToken(): { token: string; hash: string } {
  const token = `bwt_${randomToken(32)}`;
  return { token, hash: hashOfToken(token) };
}

/** Whether a text may be an access token at all; what is not need not be looked for. */
export const isAccessToken = (text: string) => /^bwt_[\w-]{43}$/.test(text);

/** A token as its program is told of it. */
export function answerOf(
  accessToken: string,
  { expiresAt, maxExpiresAt }: { expiresAt: Date; maxExpiresAt: Date },
  now: Date,
): AccessTokenAnswer {
  const secondsTo = (end: Date) => Math.floor((end.getTime() - now.getTime()) / 1_000);
  return {
    accessToken,
    expiresIn: secondsTo(expiresAt),
    accessTokenMaxTTL: secondsTo(maxExpiresAt),
    tokenType: "Bearer",
  };
}
