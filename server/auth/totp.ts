import { Secret, TOTP } from "otpauth";

/** What every authenticator app understands: SHA-1, six digits, a new code every 30 seconds. */
const settings = { issuer: "Bellwire", algorithm: "SHA1", digits: 6, period: 30 } as const;
/** Codes of the step before and the step after count too, for clocks that are a little off. */
const windowSteps = 1;

/** A new secret of 160 bits, in base32 as people type it into an app. */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;

/** The address behind the QR code. */
export const totpUri = (secret: string, email: string): string =>
  new TOTP({ ...settings, label: email, secret: Secret.fromBase32(secret) }).toString();

/** The code an app shows at a time; for tests and nothing else. */
export const totpCode = (secret: string, at: Date): string =>
  new TOTP({ ...settings, secret: Secret.fromBase32(secret) }).generate({ timestamp: at.getTime() });

/**
 * The time step whose code was typed, or null if none in the window was. A step up to `lastStep` is over: its code, or a
 * later one, was used already.
 */
export function acceptedStep(
  secret: string,
  typed: string,
  { now, lastStep }: { now: Date; lastStep: number | null },
): number | null {
  const token = typed.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = now.getTime();
  const totp = new TOTP({ ...settings, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token, timestamp, window: windowSteps });
  if (delta === null) return null;
  const step = totp.counter({ timestamp }) + delta;
  return lastStep !== null && step <= lastStep ? null : step;
}
