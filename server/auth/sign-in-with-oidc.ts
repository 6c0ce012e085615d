import { recordAudit } from "#server/audit/record-audit.ts";
import { lockPerson } from "#server/auth/lock-person.ts";
import { decideOidc, type OidcFacts, type OidcRefusal } from "#server/auth/oidc-rules.ts";
import { openSession } from "#server/auth/open-session.ts";
import { takeBackAccount } from "#server/auth/take-back-account.ts";
import { actingAs, type Context } from "#server/context.ts";
import type { Tx } from "#server/db/client.ts";
import { conflict, isAppError } from "#server/errors.ts";
import { acceptOpenInvitations, hasOpenInvitation } from "#server/invitations/accept-invitation.ts";
import { createUser } from "#server/users/create-user.ts";

/** What a verified ID token says of somebody. `email` is null unless the provider says that it is verified. */
export type OidcPerson = { issuer: string; subject: string; email: string | null; name: string | null };
export type OidcOutcome = { sessionId: string } | { refused: OidcRefusal };

/**
 * Signs somebody in whom the identity provider sends, as oidc-rules.ts decides: into the account that is connected with
 * them, or that has their verified address, or into a new one where they are invited. Somebody who is signed in already
 * connects their account and keeps the session. The second factor is then the provider's matter.
 */
export async function signInWithOidc(ctx: Context, who: OidcPerson): Promise<OidcOutcome> {
  try {
    return await ctx.db.$transaction((tx) => enter(tx, ctx, who));
  } catch (error) {
    // Two first sign-ins at the same time: the other one made the account.
    if (isAppError(error) && error.code === "conflict")
      return ctx.db.$transaction((tx) => enter(tx, ctx, who));
    throw error;
  }
}

async function enter(tx: Tx, ctx: Context, who: OidcPerson): Promise<OidcOutcome> {
  const key = { issuer: who.issuer, subject: who.subject };
  // One first sign-in after the other: each finds what the one before connected.
  await tx.$queryRaw`select 1 from (select pg_advisory_xact_lock(hashtextextended(${JSON.stringify(key)}, 0))) as held`;
  const decision = decideOidc(await factsOf(tx, ctx, who));
  if (decision.kind === "refuse") return refuse(tx, ctx, who, decision.why);
  const userId =
    decision.kind === "create"
      ? await createInvited(tx, ctx, { email: decision.email, name: who.name })
      : decision.userId;
  const person = await lockPerson(tx, userId);
  if (!person || person.disabledAt) return refuse(tx, ctx, who, "oidc-disabled");
  const now = ctx.clock.now();
  if (decision.kind === "enter") {
    await tx.oidcAccount.update({
      where: { issuer_subject: key },
      data: { lastSignInAt: now },
      select: { userId: true },
    });
  } else {
    // Held by now: whoever connected the account meanwhile was first.
    if (await isConnected(tx, who.issuer, userId)) return refuse(tx, ctx, who, "oidc-other-login");
    await tx.oidcAccount.create({
      data: { ...key, userId, createdAt: now, lastSignInAt: now },
      select: { userId: true },
    });
    // Somebody who is signed in to it connects what is theirs; anybody else may find a stranger's password in it.
    if (person.joinedByLinkAt && !ctx.actor) await takeBackAccount(tx, actingAs(ctx, person), person);
    // The provider vouches for the address now.
    await tx.user.update({
      where: { id: userId },
      data: { emailChangedAt: null, joinedByLinkAt: null },
      select: { id: true },
    });
    await recordAudit(tx, actingAs(ctx, person), {
      organizationId: null,
      action: "oidc.connected",
      target: { kind: "user", id: userId, name: person.email },
      after: key,
    });
  }
  const { sessionId } = ctx.origin;
  if (ctx.actor?.kind === "user" && sessionId !== null) return { sessionId };
  return openSession(tx, ctx, person, { method: "identity provider" });
}

async function factsOf(tx: Tx, ctx: Context, who: OidcPerson): Promise<OidcFacts> {
  const connected = await tx.oidcAccount.findUnique({
    where: { issuer_subject: { issuer: who.issuer, subject: who.subject } },
    select: { user: { select: { id: true, disabledAt: true } } },
  });
  const { email } = who;
  const owner =
    email === null
      ? null
      : await tx.user.findUnique({
          where: { email },
          select: { id: true, disabledAt: true, emailChangedAt: true },
        });
  return {
    connected: connected && { id: connected.user.id, disabled: connected.user.disabledAt !== null },
    email,
    owner: owner && {
      id: owner.id,
      disabled: owner.disabledAt !== null,
      otherSubject: await isConnected(tx, who.issuer, owner.id),
      unvouched: owner.emailChangedAt !== null,
    },
    invited: email !== null && (await hasOpenInvitation(tx, ctx, email)),
    signedIn: ctx.actor?.kind === "user" ? { id: ctx.actor.id } : null,
  };
}

const isConnected = async (tx: Tx, issuer: string, userId: string): Promise<boolean> =>
  (await tx.oidcAccount.count({ where: { issuer, userId } })) > 0;

async function createInvited(tx: Tx, ctx: Context, { email, name }: { email: string; name: string | null }) {
  const shown = name?.trim().slice(0, 100) || email.slice(0, email.indexOf("@"));
  const { id } = await createUser(tx, ctx, { name: shown, email, passwordHash: null });
  const { organizationIds } = await acceptOpenInvitations(tx, ctx, { userId: id, email });
  // The invitation was withdrawn meanwhile: no account without one, so all of this is undone and decided anew.
  if (organizationIds.length === 0) throw conflict("The invitation is not open any more.");
  return id;
}

async function refuse(tx: Tx, ctx: Context, who: OidcPerson, why: OidcRefusal): Promise<OidcOutcome> {
  await recordAudit(tx, ctx, {
    organizationId: null,
    action: "session.refused",
    target: { kind: "user", id: null, name: (who.email ?? who.subject).slice(0, 320) },
    after: { issuer: who.issuer, subject: who.subject, why },
  });
  return { refused: why };
}
