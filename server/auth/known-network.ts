import { networkOf } from "#server/client-address.ts";
import type { Db } from "#server/db/client.ts";

/** How long a sign-in vouches for the network it came from; rows of ended sessions are kept for as long. */
export const networkKnownMs = 30 * 86_400_000;
const sessionsMax = 500;

/**
 * Whether the account was signed in to from this network lately. A stranger elsewhere can then use up the account's
 * tries for everybody and still not keep its person out, who comes from where they always come from.
 */
export async function isKnownNetwork(db: Db, email: string, ipAddress: string, now: Date): Promise<boolean> {
  if (ipAddress === "") return false;
  // By e-mail, so that unknown accounts cost the same query.
  const sessions = await db.session.findMany({
    where: { user: { email }, createdAt: { gt: new Date(now.getTime() - networkKnownMs) } },
    orderBy: { createdAt: "desc" },
    take: sessionsMax,
    select: { ipAddress: true },
  });
  const network = networkOf(ipAddress);
  return sessions.some((session) => networkOf(session.ipAddress) === network);
}
