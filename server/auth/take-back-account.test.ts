import { afterAll, beforeAll, expect, it } from "vitest";
import { changePassword } from "#server/account/change-password.ts";
import { actorOfSession } from "#server/auth/current-context.ts";
import { createPasswordReset } from "#server/auth/create-password-reset.ts";
import { signIn } from "#server/auth/sign-in.ts";
import { signInWithOidc } from "#server/auth/sign-in-with-oidc.ts";
import { totpCode } from "#server/auth/totp.ts";
import { beginTotp, confirmTotp } from "#server/account/second-factor.ts";
import { requireUser, type UserActor } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import {
  createInvitationWorld,
  type InvitationWorld,
  tokenOf,
} from "#server/invitations/test-invitations.ts";
import { from } from "#server/testing/account.ts";

const issuer = "https://id.example";
const password = "a first password of many words";
let world: InvitationWorld;

beforeAll(async () => {
  world = await createInvitationWorld();
});
afterAll(() => world.drop());

const who = (email: string) => ({ issuer, subject: newId(), email, name: "Grace at Acme" });
const signedIn = async (email: string) => {
  const { runtime, as } = world;
  const { sessionId } = await signIn(runtime, from("198.51.100.66"), { email, password });
  const ctx = as(await personOf(email));
  return { ...ctx, origin: { ...ctx.origin, sessionId } };
};
async function personOf(email: string): Promise<Omit<UserActor, "kind">> {
  return world.runtime.db.user.findUniqueOrThrow({
    where: { email },
    select: { id: true, name: true, email: true, isInstanceAdmin: true },
  });
}

/** The inviter keeps the link, and makes the account of the invited address with a password of their own. */
async function madeAhead() {
  const { newEmail, invite } = await world.fresh();
  const email = newEmail();
  await world.join(tokenOf(await invite(email)), "Not Grace");
  return email;
}

it("takes an account back from whoever made it by a link, when its address's owner first comes", async () => {
  const { runtime, nobody, clock } = world;
  const email = await madeAhead();
  const stranger = await signedIn(email);
  const { secret } = await beginTotp(stranger, { password });
  await confirmTotp(stranger, { code: totpCode(secret, clock.now()) });
  await createPasswordReset(world.as({ ...(await personOf(email)), isInstanceAdmin: true }), {
    userId: requireUser(stranger).id,
  });

  const outcome = await signInWithOidc(nobody(), who(email));
  if ("refused" in outcome) throw new Error(outcome.refused);

  expect(await actorOfSession(runtime, stranger.origin.sessionId)).toBeNull();
  expect(await actorOfSession(runtime, outcome.sessionId)).toMatchObject({ email });
  expect(await runtime.db.user.findUniqueOrThrow({ where: { email } })).toMatchObject({
    passwordHash: null,
    totpSecretEnc: null,
    totpEnabledAt: null,
    joinedByLinkAt: null,
  });
  await expect(signIn(runtime, from("198.51.100.66"), { email, password })).rejects.toThrow();
  expect(await runtime.db.recoveryCode.count({ where: { user: { email } } })).toBe(0);
  const open = { user: { email }, usedAt: null, expiresAt: { gt: clock.now() } };
  expect(await runtime.db.passwordReset.count({ where: open })).toBe(0);
  const entry = await runtime.db.auditEntry.findFirst({
    where: { action: "account.taken-back", targetName: email },
    select: { after: true, actorName: true },
  });
  expect(entry?.after).toEqual({ sessionsEnded: 1, passwordRemoved: true, secondFactorRemoved: true });
});

it("keeps a password that was chosen after the provider vouched for the address, also under another provider", async () => {
  const { runtime, nobody } = world;
  const email = await madeAhead();
  const first = await signInWithOidc(nobody(), who(email));
  if ("refused" in first) throw new Error(first.refused);
  const ctx = world.as(await personOf(email));
  const mine = { ...ctx, origin: { ...ctx.origin, sessionId: first.sessionId } };
  await changePassword(mine, { password: "my own words that nobody else knows" });
  await signInWithOidc(nobody(), { ...who(email), issuer: "https://new.example" });
  expect((await runtime.db.user.findUniqueOrThrow({ where: { email } })).passwordHash).not.toBeNull();
  expect(await actorOfSession(runtime, first.sessionId)).not.toBeNull();
});

it("takes nothing from somebody who is signed in and connects the provider themselves", async () => {
  const { runtime } = world;
  const email = await madeAhead();
  const mine = await signedIn(email);
  expect(await signInWithOidc(mine, who(email))).toEqual({ sessionId: mine.origin.sessionId });
  expect((await runtime.db.user.findUniqueOrThrow({ where: { email } })).passwordHash).not.toBeNull();
});

it("still distrusts a password that somebody changed before the provider vouched", async () => {
  const { runtime, nobody } = world;
  const email = await madeAhead();
  const stranger = await signedIn(email);
  await changePassword(stranger, { current: password, password: "a second password of the stranger" });
  await signInWithOidc(nobody(), who(email));
  expect((await runtime.db.user.findUniqueOrThrow({ where: { email } })).passwordHash).toBeNull();
});
