/** What decides whether a client secret or an access token still counts. */
export type Life = { revokedAt: Date | null; expiresAt: Date | null; usesMax: number | null; uses: number };
export type Standing = "active" | "revoked" | "expired" | "used-up";

/** How a client secret or an access token stands. */
export function standingOf({ revokedAt, expiresAt, usesMax, uses }: Life, now: Date): Standing {
  if (revokedAt) return "revoked";
  if (expiresAt && expiresAt <= now) return "expired";
  if (usesMax !== null && uses >= usesMax) return "used-up";
  return "active";
}

/** How long before its end a client secret is called out, so that there is time to exchange it. */
const soonMs = 14 * 86_400_000;

/** Whether a client secret is about to end. */
export function endsSoon(expiresAt: Date | null, now: Date): expiresAt is Date {
  return expiresAt !== null && expiresAt > now && expiresAt.getTime() - now.getTime() < soonMs;
}

type Refused = Exclude<Standing, "active">;

/** What a program is told whose client secret is right but counts no more. */
export const secretRefusals = {
  revoked: "This client secret was revoked. Ask for a new one.",
  expired: "This client secret has expired. Ask for a new one.",
  "used-up": "This client secret has been used as often as it may be. Ask for a new one.",
} as const satisfies Record<Refused, string>;

/** What a program is told whose access token counts no more. */
export const tokenRefusals = {
  revoked: "This access token was revoked. Log in again.",
  expired: "This access token has expired. Log in again.",
  "used-up": "This access token has been used as often as it may be. Log in again.",
} as const satisfies Record<Refused, string>;

/** What the program of an identity is told that was switched off. */
export const disabledRefusal = "This machine identity is switched off. Ask an organization admin.";

/** What a program is told that comes from outside the allowed networks. */
export function networkRefusal(ipAddress: string): string {
  const from = ipAddress === "" ? "an unknown address" : ipAddress;
  return `This machine identity may not be used from ${from}. Ask an organization admin to allow the network.`;
}

/** Until when a token counts that is given or renewed now; renewing never shortens it. */
export function expiryOf(
  lives: { accessTokenSeconds: number; accessTokenMaxSeconds: number },
  token: { createdAt: Date; expiresAt: Date; maxExpiresAt: Date } | null,
  now: Date,
): { expiresAt: Date; maxExpiresAt: Date } {
  const later = (from: Date, seconds: number) => from.getTime() + seconds * 1_000;
  const ofNow = later(token?.createdAt ?? now, lives.accessTokenMaxSeconds);
  const maxExpiresAt = token?.maxExpiresAt ?? new Date(ofNow);
  // A longest life that was cut meanwhile binds older tokens too; one that was stretched does not.
  const until = Math.min(later(now, lives.accessTokenSeconds), ofNow, maxExpiresAt.getTime());
  return { expiresAt: new Date(Math.max(until, token?.expiresAt.getTime() ?? 0)), maxExpiresAt };
}
