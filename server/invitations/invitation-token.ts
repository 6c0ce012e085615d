import { z } from "zod";
import { hashOfToken, randomToken } from "#server/ids.ts";

/** What a link carries: 256 random bits. */
export const invitationTokenSchema = z.string().max(200);

/** For how many days a link may work. */
export const expiryDays = [1, 7, 30] as const;
export const expiryDaysSchema = z.literal(expiryDays, "Choose 1, 7 or 30 days.");

/** Makes the token of a link, the hash under which alone it is kept, and the link's end. */
export function newInvitationToken(now: Date, days: number) {
  const token = randomToken();
  return {
    token,
    tokenHash: hashOfToken(token),
    expiresAt: new Date(now.getTime() + days * 24 * 60 * 60_000),
  };
}

/** The link that is handed to the invited person. */
export const invitationLink = (appUrl: string, token: string) => `${appUrl}/invitations/${token}`;
