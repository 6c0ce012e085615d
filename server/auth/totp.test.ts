import fc from "fast-check";
import { expect, it } from "vitest";
import { acceptedStep, newTotpSecret, totpCode, totpUri } from "#server/auth/totp.ts";

const secret = newTotpSecret();
const stepMs = 30_000;
const stepOf = (at: Date) => Math.floor(at.getTime() / stepMs);
const times = fc.integer({ min: 1_700_000_000_000, max: 4_000_000_000_000 }).map((ms) => new Date(ms));

it("accepts the codes of the current step and its two neighbours, as that step, and of no other", () => {
  fc.assert(
    fc.property(times, fc.integer({ min: -20, max: 20 }), (now, steps) => {
      const shownAt = new Date(now.getTime() + steps * stepMs);
      const code = totpCode(secret, shownAt);
      const near = [-1, 0, 1].map((n) => totpCode(secret, new Date(now.getTime() + n * stepMs)));
      // Two steps may show the same six digits by chance.
      fc.pre(new Set([...near, code]).size === (Math.abs(steps) <= 1 ? 3 : 4));
      const step = acceptedStep(secret, code, { now, lastStep: null });
      expect(step).toBe(Math.abs(steps) <= 1 ? stepOf(shownAt) : null);
    }),
  );
});

it("accepts no step that is not after the last accepted one", () => {
  fc.assert(
    fc.property(
      times,
      fc.integer({ min: -1, max: 1 }),
      fc.integer({ min: -3, max: 3 }),
      (now, steps, last) => {
        const code = totpCode(secret, new Date(now.getTime() + steps * stepMs));
        const lastStep = stepOf(now) + last;
        const step = acceptedStep(secret, code, { now, lastStep });
        if (step !== null) expect(step).toBeGreaterThan(lastStep);
        if (steps <= last) expect(step === null || step > lastStep).toBe(true);
      },
    ),
  );
});

it("takes the code as people type it, and nothing that is no code", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const code = totpCode(secret, now);
  expect(acceptedStep(secret, ` ${code.slice(0, 3)} ${code.slice(3)} `, { now, lastStep: null })).toBe(
    stepOf(now),
  );
  for (const typed of ["", "12345", `${code}0`, "abcdef", "١٢٣٤٥٦"]) {
    expect(acceptedStep(secret, typed, { now, lastStep: null })).toBeNull();
  }
});

it("knows the codes of RFC 6238", () => {
  const rfc = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";
  expect(totpCode(rfc, new Date(59_000))).toBe("287082");
  expect(totpCode(rfc, new Date(1_111_111_109_000))).toBe("081804");
  expect(totpCode(rfc, new Date(20_000_000_000_000))).toBe("353130");
});

it("names Bellwire and the person to the app", () => {
  const uri = new URL(totpUri(secret, "ada@example.com"));
  expect(uri.protocol).toBe("otpauth:");
  expect(uri.searchParams.get("issuer")).toBe("Bellwire");
  expect(uri.searchParams.get("secret")).toBe(secret);
  expect(decodeURIComponent(uri.pathname)).toContain("Bellwire:ada@example.com");
});
