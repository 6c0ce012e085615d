import fc from "fast-check";
import { expect, it } from "vitest";
import { oidcProblem } from "#server/auth/oidc-problems.ts";
import { oidcPersonOf } from "#server/auth/oidc-provider.ts";
import { decideOidc, type OidcFacts } from "#server/auth/oidc-rules.ts";

const facts = (over: Partial<OidcFacts> = {}): OidcFacts => ({
  connected: null,
  email: "ada@example.test",
  owner: null,
  invited: false,
  signedIn: null,
  ...over,
});
const owner = { id: "ada", disabled: false, otherSubject: false, unvouched: false };

const booleans = fc.boolean();
const ids = fc.constantFrom("ada", "eve");
const anything: fc.Arbitrary<OidcFacts> = fc.record({
  connected: fc.option(fc.record({ id: ids, disabled: booleans })),
  email: fc.option(fc.constant("ada@example.test")),
  owner: fc.option(fc.record({ id: ids, disabled: booleans, otherSubject: booleans, unvouched: booleans })),
  invited: booleans,
  signedIn: fc.option(fc.record({ id: ids })),
});

it("lets those in who are connected, whatever their address has become", () => {
  const connected = { id: "ada", disabled: false };
  const enter = { kind: "enter", userId: "ada" };
  expect(decideOidc(facts({ connected, email: null }))).toEqual(enter);
  expect(decideOidc(facts({ connected, owner: { ...owner, id: "eve" } }))).toEqual(enter);
});

it("connects an account by its verified address, and makes one for the invited", () => {
  expect(decideOidc(facts({ owner }))).toEqual({ kind: "connect", userId: "ada" });
  expect(decideOidc(facts({ invited: true }))).toEqual({ kind: "create", email: "ada@example.test" });
});

it.each([
  ["an unverified address", facts({ email: null, owner }), "oidc-unverified"],
  ["neither account nor invitation", facts(), "oidc-no-account"],
  ["a disabled account", facts({ owner: { ...owner, disabled: true } }), "oidc-disabled"],
  [
    "a disabled account it is connected with",
    facts({ connected: { id: "ada", disabled: true } }),
    "oidc-disabled",
  ],
  [
    "an account connected with another login",
    facts({ owner: { ...owner, otherSubject: true } }),
    "oidc-other-login",
  ],
  [
    "an address that a person gave themselves",
    facts({ owner: { ...owner, unvouched: true } }),
    "oidc-unvouched",
  ],
  [
    "a login of somebody else than who is signed in",
    facts({ connected: { id: "eve", disabled: false }, signedIn: { id: "ada" } }),
    "oidc-other-person",
  ],
  [
    "another address than that of who is signed in",
    facts({ invited: true, signedIn: { id: "ada" } }),
    "oidc-other-email",
  ],
])("refuses %s", (_what, given, why) => {
  expect(decideOidc(given)).toEqual({ kind: "refuse", why });
});

it("connects an address that a person gave themselves while they are signed in", () => {
  const given = facts({ owner: { ...owner, unvouched: true }, signedIn: { id: "ada" } });
  expect(decideOidc(given)).toEqual({ kind: "connect", userId: "ada" });
});

it("never lets anybody into an account without a connection or a verified address that is its own", () => {
  fc.assert(
    fc.property(anything, (given) => {
      const decision = decideOidc(given);
      if (decision.kind === "refuse") return;
      if (decision.kind === "create") {
        expect(given).toMatchObject({ connected: null, owner: null, invited: true, signedIn: null });
        return;
      }
      const account = decision.kind === "enter" ? given.connected : given.owner;
      expect(account).toMatchObject({ id: decision.userId, disabled: false });
      if (decision.kind === "connect") expect(given.email).not.toBeNull();
      // Whoever is signed in never becomes somebody else.
      if (given.signedIn) expect(decision.userId).toBe(given.signedIn.id);
    }),
  );
});

it("believes an address only where the provider says exactly that it is verified", () => {
  const issuer = "https://id.example";
  const claims = { iss: "https://id.example/", sub: "1", email: "Ada@Example.test", name: "Ada" };
  const person = { issuer, subject: "1", email: "ada@example.test", name: "Ada" };
  expect(oidcPersonOf({ ...claims, email_verified: true }, issuer)).toEqual(person);
  for (const email_verified of [undefined, false, null, "true", "false", 1]) {
    expect(oidcPersonOf({ ...claims, email_verified }, issuer)).toEqual({ ...person, email: null });
  }
  expect(oidcPersonOf(claims, issuer)).toEqual({ ...person, email: null });
  expect(oidcPersonOf({ iss: issuer, sub: "1", email_verified: true }, issuer)?.email).toBeNull();
});

it("takes no letter for another: a verified address with a Kelvin sign is not the one with a k", () => {
  const issuer = "https://id.example";
  const claims = { iss: issuer, sub: "1", email_verified: true };
  for (const email of [
    "\u212Aate@example.test",
    "ada@example.test, eve@example.test",
    "ada @example.test",
    "@",
  ])
    expect(oidcPersonOf({ ...claims, email }, issuer)).toMatchObject({ email: null });
  expect(oidcPersonOf({ ...claims, email: "Kate@example.test" }, issuer)?.email).toBe("kate@example.test");
});

it("hears nobody but the issuer of the settings, and nobody without a subject", () => {
  const claims = { iss: "https://id.example", sub: "1", email: "ada@example.test", email_verified: true };
  expect(oidcPersonOf(claims, "https://id.example.evil.test")).toBeNull();
  expect(oidcPersonOf({ ...claims, sub: "" }, "https://id.example")).toBeNull();
  expect(oidcPersonOf(undefined, "https://id.example")).toBeNull();
});

it("repeats nothing of what a link says", () => {
  expect(oidcProblem("oidc-disabled", "Acme ID")).toBe(
    "Your account is disabled. Ask an instance admin to enable it.",
  );
  expect(oidcProblem("OAuthSignin", "single sign-on")).toMatch(/^Single sign-on could not be reached\./);
  for (const code of ["Call 555-1234 now", "constructor", "<b>", "OAuthCallback"]) {
    expect(oidcProblem(code, "Acme ID")).toBe(
      "Signing in with Acme ID was not finished. Try again from here.",
    );
  }
  for (const none of [undefined, "", ["oidc-disabled"]]) expect(oidcProblem(none, "Acme ID")).toBeNull();
});
