import { expect, it } from "vitest";
import { expiryOf, standingOf } from "#server/identities/standing.ts";

const at = (seconds: number) => new Date(1_800_000_000_000 + seconds * 1_000);
const lives = { accessTokenSeconds: 600, accessTokenMaxSeconds: 1_800 };
const fresh = { revokedAt: null, expiresAt: null, usesMax: null, uses: 0 };

it.each([
  [fresh, "active"],
  [{ ...fresh, expiresAt: at(1) }, "active"],
  [{ ...fresh, expiresAt: at(0) }, "expired"],
  [{ ...fresh, usesMax: 2, uses: 1 }, "active"],
  [{ ...fresh, usesMax: 2, uses: 2 }, "used-up"],
  [{ ...fresh, revokedAt: at(-5), expiresAt: at(-9), usesMax: 1, uses: 1 }, "revoked"],
])("%j stands as %s", (life, standing) => {
  expect(standingOf(life, at(0))).toBe(standing);
});

it("gives a token its life, and never more than the longest life", () => {
  expect(expiryOf(lives, null, at(0))).toEqual({ expiresAt: at(600), maxExpiresAt: at(1_800) });
  const short = { accessTokenSeconds: 600, accessTokenMaxSeconds: 60 };
  expect(expiryOf(short, null, at(0))).toEqual({ expiresAt: at(60), maxExpiresAt: at(60) });
});

it("renews by the life, up to the longest, and never shortens", () => {
  const token = { createdAt: at(0), expiresAt: at(600), maxExpiresAt: at(1_800) };
  expect(expiryOf(lives, token, at(500)).expiresAt).toEqual(at(1_100));
  expect(expiryOf(lives, token, at(1_500)).expiresAt).toEqual(at(1_800));
  const shorter = { accessTokenSeconds: 60, accessTokenMaxSeconds: 1_800 };
  expect(expiryOf(shorter, token, at(500)).expiresAt).toEqual(at(600));
});

it("binds a renewal to a longest life that was cut meanwhile, and not to one that was stretched", () => {
  const token = { createdAt: at(0), expiresAt: at(600), maxExpiresAt: at(1_800) };
  const cut = { accessTokenSeconds: 600, accessTokenMaxSeconds: 900 };
  expect(expiryOf(cut, token, at(500)).expiresAt).toEqual(at(900));
  const stretched = { accessTokenSeconds: 6_000, accessTokenMaxSeconds: 9_000 };
  expect(expiryOf(stretched, token, at(500))).toEqual({ expiresAt: at(1_800), maxExpiresAt: at(1_800) });
});
