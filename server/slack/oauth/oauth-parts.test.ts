import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { parseKeyRing } from "#server/crypto/key-ring.ts";
import { connectCookie, readConnectCookie } from "#server/slack/oauth/connect-cookie.ts";
import { isOurState, signState } from "#server/slack/oauth/signed-state.ts";

const ring = () => parseKeyRing(randomBytes(32).toString("base64"));
const http = { appUrl: "http://localhost:3000" };
const https = { appUrl: "https://bellwire.example.com" };

test("a state of this key ring is ours, and no other is", () => {
  const keyRing = ring();
  const state = signState(keyRing);
  const [random, signature] = state.split(".");
  expect(isOurState(keyRing, state)).toBe(true);
  expect(isOurState(ring(), state)).toBe(false);
  for (const forged of [
    "",
    ".",
    "x",
    `${random}.`,
    `.${signature}`,
    `${random}x.${signature}`,
    `${state}.x`,
  ]) {
    expect(isOurState(keyRing, forged), forged).toBe(false);
  }
});

test("a state carries at least 128 random bits", () => {
  const [random = ""] = signState(ring()).split(".");
  expect(Buffer.from(random, "base64url").length).toBeGreaterThanOrEqual(16);
});

test("on https the cookie is of this host alone, Secure, HttpOnly and Lax", () => {
  expect(connectCookie(https, "s")).toBe(
    "__Host-bellwire-slack-connect=s; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure",
  );
});

test("on http it goes without Secure, or the browser would drop it", () => {
  expect(connectCookie(http, "s")).toBe(
    "bellwire-slack-connect=s; Path=/; Max-Age=600; HttpOnly; SameSite=Lax",
  );
});

test("an empty secret deletes the cookie", () => {
  expect(connectCookie(http, "")).toContain("Max-Age=0");
});

test("the cookie is read among others", () => {
  expect(readConnectCookie(http, "a=1; bellwire-slack-connect=s-1_x; b=2")).toBe("s-1_x");
  expect(readConnectCookie(https, "bellwire-slack-connect=s")).toBeNull();
  expect(readConnectCookie(http, null)).toBeNull();
});
