import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { changeEmail } from "#server/account/update-profile.ts";
import { actorOfSession } from "#server/auth/current-context.ts";
import { sessionOptions } from "#server/auth/session-options.ts";
import { type OidcPerson, signInWithOidc } from "#server/auth/sign-in-with-oidc.ts";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { createInvitation, createInvitationInput } from "#server/invitations/create-invitation.ts";
import type { Runtime } from "#server/runtime.ts";
import { createPersonWithPassword, sessionOf, testPassword } from "#server/testing/account.ts";
import { createTestDatabase, type TestDatabase } from "#server/testing/database.ts";
import { createTestRuntime } from "#server/testing/runtime.ts";
import { contextOf, createWorld } from "#server/testing/world.ts";

const issuer = "https://id.example";
let database: TestDatabase;
let runtime: Runtime;
let anybody: Context;
let ada: Awaited<ReturnType<typeof createPersonWithPassword>>;
let world: Awaited<ReturnType<typeof createWorld>>;

/** Somebody as the identity provider tells of them. */
const person = (over: Partial<OidcPerson> = {}): OidcPerson => ({
  issuer,
  subject: newId(),
  email: ada.email,
  name: "Ada at Acme",
  ...over,
});
const enter = async (who: OidcPerson, ctx = anybody) => {
  const outcome = await signInWithOidc(ctx, who);
  if ("refused" in outcome) return { refused: outcome.refused, userId: null };
  return { refused: null, userId: (await actorOfSession(runtime, outcome.sessionId))?.id };
};
const linksOf = (userId: string) => runtime.db.oidcAccount.count({ where: { userId } });
const invite = (email: string) =>
  createInvitation(
    contextOf(runtime, world.owner),
    createInvitationInput.parse({ organizationId: world.organizationId, email, role: "admin" }),
  );

beforeAll(async () => {
  database = await createTestDatabase();
  runtime = createTestRuntime(database);
  anybody = contextOf(runtime, null);
  world = await createWorld(runtime.db);
});
beforeEach(async () => {
  ada = await createPersonWithPassword(runtime);
});
afterAll(() => database.drop());

it("connects by verified address once, and knows issuer and subject from then on", async () => {
  const who = person();
  expect(await enter(who)).toEqual({ refused: null, userId: ada.id });
  expect(await enter({ ...who, email: null })).toEqual({ refused: null, userId: ada.id });
  expect(await enter({ ...who, email: "new@example.test" })).toEqual({ refused: null, userId: ada.id });
  expect(await linksOf(ada.id)).toBe(1);
  const audit = await runtime.db.auditEntry.findMany({
    where: { targetId: ada.id },
    orderBy: { id: "asc" },
    select: { action: true, after: true },
  });
  expect(audit.slice(0, 2)).toEqual([
    { action: "oidc.connected", after: { issuer, subject: who.subject } },
    { action: "session.opened", after: { method: "identity provider" } },
  ]);
});

it("refuses another login for an account that is connected, and makes none for strangers", async () => {
  await enter(person());
  expect(await enter(person())).toEqual({ refused: "oidc-other-login", userId: null });
  const people = await runtime.db.user.count();
  expect(await enter(person({ email: "nobody@example.test" }))).toMatchObject({ refused: "oidc-no-account" });
  expect(await enter(person({ email: null }))).toMatchObject({ refused: "oidc-unverified" });
  expect(await runtime.db.user.count()).toBe(people);
  const refusal = await runtime.db.auditEntry.findFirst({
    where: { action: "session.refused", targetName: "nobody@example.test" },
    select: { after: true },
  });
  expect(refusal?.after).toMatchObject({ issuer, why: "oidc-no-account" });
});

it("lets a disabled person in neither before nor after connecting", async () => {
  const disable = (disabledAt: Date | null) =>
    runtime.db.user.update({ where: { id: ada.id }, data: { disabledAt }, select: { id: true } });
  const who = person();
  await disable(new Date());
  expect(await enter(who)).toMatchObject({ refused: "oidc-disabled" });
  expect(await linksOf(ada.id)).toBe(0);
  await disable(null);
  expect(await enter(who)).toMatchObject({ userId: ada.id });
  await disable(new Date());
  expect(await enter(who)).toMatchObject({ refused: "oidc-disabled" });
});

it("makes an account without a password for the invited, who is then a member", async () => {
  const email = `${newId()}@example.test`;
  await invite(email);
  const { userId } = await enter(person({ email }));
  const made = await runtime.db.user.findUniqueOrThrow({
    where: { email },
    select: { id: true, name: true, passwordHash: true, organizations: { select: { role: true } } },
  });
  expect(made).toEqual({
    id: userId,
    name: "Ada at Acme",
    passwordHash: null,
    organizations: [{ role: "admin" }],
  });
  expect(await runtime.db.invitation.count({ where: { email, acceptedById: made.id } })).toBe(1);
});

it("makes nothing for an invitation that was withdrawn or is over", async () => {
  for (const over of [{ revokedAt: new Date() }, { expiresAt: new Date(0) }]) {
    const email = `${newId()}@example.test`;
    await invite(email);
    await runtime.db.invitation.updateMany({ where: { email }, data: over });
    expect(await enter(person({ email }))).toMatchObject({ refused: "oidc-no-account" });
    expect(await runtime.db.user.count({ where: { email } })).toBe(0);
  }
});

it("connects once when one login comes many times at once, and one login when several do", async () => {
  const who = person();
  const same = await Promise.all([1, 2, 3, 4].map(() => enter(who)));
  expect(same.every(({ userId }) => userId === ada.id)).toBe(true);
  expect(await linksOf(ada.id)).toBe(1);

  const grace = await createPersonWithPassword(runtime);
  const several = await Promise.all([1, 2, 3, 4].map(() => enter(person({ email: grace.email }))));
  expect(several.filter(({ refused }) => refused === null)).toHaveLength(1);
  expect(several.filter(({ refused }) => refused === "oidc-other-login")).toHaveLength(3);

  const email = `${newId()}@example.test`;
  await invite(email);
  const invited = await Promise.all([1, 2, 3].map(() => enter(person({ email }))));
  expect(invited.filter(({ refused }) => refused === null)).toHaveLength(1);
  expect(await runtime.db.user.count({ where: { email } })).toBe(1);
});

it("does not lead somebody into the account of a person who took their address", async () => {
  const email = `${newId()}@example.test`;
  const eve = await createPersonWithPassword(runtime);
  const hers = await sessionOf(runtime, eve);
  await changeEmail(hers, { email, password: testPassword });
  expect(await enter(person({ email }))).toMatchObject({ refused: "oidc-unvouched" });
  expect(await linksOf(eve.id)).toBe(0);

  // Who is signed in to it connects it, in the session they have.
  const signedIn = { ...hers, actor: { kind: "user" as const, ...eve, email } };
  const who = person({ email });
  expect(await signInWithOidc(signedIn, who)).toEqual({ sessionId: hers.origin.sessionId });
  expect(await enter(who)).toMatchObject({ userId: eve.id });
});

it("connects to nobody else's account than that of who is signed in", async () => {
  const grace = await createPersonWithPassword(runtime);
  const hers = await sessionOf(runtime, grace);
  expect(await enter(person(), hers)).toMatchObject({ refused: "oidc-other-email" });
  const who = person();
  await enter(who);
  expect(await enter(who, hers)).toMatchObject({ refused: "oidc-other-person" });
  expect(await linksOf(grace.id)).toBe(0);
});

it("keeps the session's cookie to https where people come by https", () => {
  const secureAt = (appUrl: string) =>
    sessionOptions({ ...runtime, env: { ...runtime.env, appUrl } }).useSecureCookies;
  expect(secureAt("https://bell.example")).toBe(true);
  expect(secureAt("http://localhost:3000")).toBe(false);
});
