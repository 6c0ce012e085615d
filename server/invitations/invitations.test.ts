import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { actorOfSession } from "#server/auth/current-context.ts";
import { signIn } from "#server/auth/sign-in.ts";
import { acceptInvitation } from "#server/invitations/accept-invitation.ts";
import { createInvitationInput } from "#server/invitations/create-invitation.ts";
import { hashOfToken, newId } from "#server/ids.ts";
import { openMax } from "#server/invitations/open-invitation.ts";
import { joinByInvitation } from "#server/invitations/join-by-invitation.ts";
import { listInvitations } from "#server/invitations/list-invitations.ts";
import { renewInvitation } from "#server/invitations/renew-invitation.ts";
import { revokeInvitation } from "#server/invitations/revoke-invitation.ts";
import {
  createInvitationWorld,
  type InvitationWorld,
  tokenOf,
} from "#server/invitations/test-invitations.ts";
import { removeMember } from "#server/organizations/remove-member.ts";
import { getProject } from "#server/projects/get-project.ts";

let bench: InvitationWorld;
let world: Awaited<ReturnType<InvitationWorld["fresh"]>>;

beforeAll(async () => {
  bench = await createInvitationWorld();
});
beforeEach(async () => {
  world = await bench.fresh();
});
afterAll(() => bench.drop());

describe("inviting", () => {
  it("answers the link once and keeps only its hash", async () => {
    const email = world.newEmail();
    const issued = await world.invite(email.toUpperCase());
    expect(issued).toMatchObject({ email, link: expect.stringMatching(/\/invitations\/[\w-]{43}$/) });
    expect(issued.expiresAt).toEqual(new Date(bench.clock.now().getTime() + 7 * 86_400_000));
    const row = await world.rowOf(issued.id);
    expect(row.tokenHash).toBe(hashOfToken(tokenOf(issued)));
    const kept = JSON.stringify([row, await world.lastAudit(), await listed()]);
    expect(kept).not.toContain(tokenOf(issued));
    expect(await world.lastAudit()).toMatchObject({ action: "invitation.created", targetName: email });
  });

  it("answers the same whether the address has an account or not", async () => {
    const { stranger } = world;
    const known = await world.invite(stranger.email);
    const knownEntry = await world.lastAudit();
    const unknown = await world.invite(world.newEmail());
    const unknownEntry = await world.lastAudit();
    expect(Object.keys(known).sort()).toEqual(Object.keys(unknown).sort());
    expect(known.link.length).toBe(unknown.link.length);
    expect(knownEntry.after).toEqual(unknownEntry.after);
    const rows = await listed();
    expect(Object.keys(rows[0] ?? {})).toEqual(Object.keys(rows[1] ?? {}));
  });

  it("goes on to a number of open ones, and then says to withdraw some", async () => {
    const first = await world.invite(world.newEmail());
    const row = await world.rowOf(first.id);
    await bench.runtime.db.invitation.createMany({
      data: Array.from({ length: openMax - 1 }, (_, n) => ({
        ...row,
        id: newId(),
        tokenHash: `${n}`.padStart(64, "0"),
        email: world.newEmail(),
      })),
    });
    await expect(world.invite(world.newEmail())).rejects.toThrow("at most 500 open invitations");
    // In the place of an open one there is room for another.
    await world.invite(first.email);
  });

  it("replaces an earlier invitation for the same address", async () => {
    const email = world.newEmail();
    const first = await world.invite(email, { role: "admin" });
    const second = await world.invite(email);
    await expect(bench.join(tokenOf(first))).rejects.toThrow("withdrawn");
    expect((await listed()).map(({ id }) => id)).toEqual([second.id]);
    const { userId } = await bench.join(tokenOf(second));
    expect(await world.roleOf(userId)).toBe("member");
  });

  it("refuses who is a member, a project of elsewhere, and a project for whoever is in every one", async () => {
    const elsewhere = await bench.fresh();
    await expect(world.invite(world.member.email)).rejects.toMatchObject({
      code: "conflict",
      details: { field: "email" },
    });
    const project = { projectId: elsewhere.projectId, role: "viewer" as const };
    await expect(world.invite(world.newEmail(), { project })).rejects.toMatchObject({ code: "invalid" });
    const own = { projectId: world.projectId, role: "viewer" as const };
    await expect(world.invite(world.newEmail(), { project: own, role: "admin" })).rejects.toMatchObject({
      details: { field: "project.projectId" },
    });
  });

  it("lets only owners invite owners, and renew or revoke such an invitation", async () => {
    const { organizationId, admin, owner } = world;
    await expect(world.invite(world.newEmail(), { role: "owner", by: admin })).rejects.toMatchObject({
      code: "forbidden",
    });
    const { id } = await world.invite(world.newEmail(), { role: "owner" });
    const input = { organizationId, invitationId: id, days: 7 as const };
    await expect(renewInvitation(bench.as(admin), input)).rejects.toMatchObject({ code: "forbidden" });
    await expect(revokeInvitation(bench.as(admin), input)).rejects.toMatchObject({ code: "forbidden" });
    expect((await listInvitations(bench.as(admin), { organizationId }))[0]?.mayChange).toBe(false);
    await revokeInvitation(bench.as(owner), input);
    expect(await listed()).toEqual([]);
  });

  it("knows nothing of another organization's invitations", async () => {
    const { id: invitationId } = await world.invite(world.newEmail());
    const elsewhere = await bench.fresh();
    const { organizationId, owner } = elsewhere;
    const input = { organizationId, invitationId, days: 7 as const };
    await expect(renewInvitation(bench.as(owner), input)).rejects.toMatchObject({ code: "not_found" });
    await expect(revokeInvitation(bench.as(owner), input)).rejects.toMatchObject({ code: "not_found" });
    for (const person of [owner, world.stranger, world.instanceAdmin]) {
      await expect(
        listInvitations(bench.as(person), { organizationId: world.organizationId }),
      ).rejects.toMatchObject({ code: "not_found" });
    }
  });

  it("offers three expiries and no other", () => {
    const { organizationId } = world;
    const input = { organizationId, email: "ada@example.test" };
    expect(createInvitationInput.parse(input).days).toBe(7);
    expect(createInvitationInput.safeParse({ ...input, days: 365 }).success).toBe(false);
  });
});

describe("renewing", () => {
  it("makes a new link and voids the old one, also of an expired invitation", async () => {
    const { organizationId, owner } = world;
    const first = await world.invite(world.newEmail(), { days: 1 });
    bench.clock.advance(2 * 86_400_000);
    expect((await listed())[0]?.expired).toBe(true);
    await expect(bench.join(tokenOf(first))).rejects.toThrow("expired");
    const input = { organizationId, invitationId: first.id, days: 30 as const };
    const renewed = await renewInvitation(bench.as(owner), input);
    await expect(bench.join(tokenOf(first))).rejects.toThrow("replaced by a newer one");
    expect(await bench.join(tokenOf(renewed))).toMatchObject({ organizationId });
    await expect(renewInvitation(bench.as(owner), input)).rejects.toThrow("accepted this invitation");
  });

  it("does not bring a revoked one back", async () => {
    const { organizationId, owner } = world;
    const { id: invitationId } = await world.invite(world.newEmail());
    await revokeInvitation(bench.as(owner), { organizationId, invitationId });
    await expect(
      renewInvitation(bench.as(owner), { organizationId, invitationId, days: 7 }),
    ).rejects.toMatchObject({ code: "conflict" });
  });
});

describe("joining", () => {
  it("makes the account for the invited address, with the role and the project", async () => {
    const { projectId, organizationId } = world;
    const email = world.newEmail();
    const issued = await world.invite(email, { project: { projectId, role: "viewer" } });
    const joined = await bench.join(tokenOf(issued));
    expect(joined).toEqual({ userId: expect.any(String), email, organizationId, projectId });
    const user = await bench.runtime.db.user.findUniqueOrThrow({ where: { id: joined.userId } });
    expect(user).toMatchObject({ name: "Grace Hopper", email, isInstanceAdmin: false });
    expect(await world.lastAudit()).toMatchObject({
      action: "invitation.accepted",
      actorId: user.id,
      after: { role: "member", projectRole: "viewer", newAccount: true },
    });
    const origin = bench.nobody().origin;
    const signedIn = await signIn(bench.runtime, origin, {
      email,
      password: "a first password of many words",
    });
    expect(signedIn).toHaveProperty("sessionId");
    const grace = { id: user.id, name: user.name, email, isInstanceAdmin: false };
    expect(await getProject(bench.as(grace), { projectId })).toMatchObject({ role: "viewer" });
  });

  it("works once, also for two at the same time", async () => {
    const issued = await world.invite(world.newEmail());
    const done = await Promise.allSettled(
      ["Grace", "Eve", "Mallory"].map((name) => bench.join(tokenOf(issued), name)),
    );
    expect(done.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected", "rejected"]);
    for (const one of done) {
      if (one.status === "rejected") expect(one.reason.message).toContain("works once");
    }
    expect(await bench.runtime.db.user.count({ where: { email: issued.email } })).toBe(1);
    expect(await world.rowOf(issued.id)).toMatchObject({ acceptedAt: bench.clock.now() });
  });

  it("makes no second account, and names the way for somebody who has one", async () => {
    const { stranger } = world;
    const issued = await world.invite(stranger.email);
    await expect(bench.join(tokenOf(issued))).rejects.toThrow("Sign in with it");
    await acceptInvitation(bench.as(stranger), { token: tokenOf(issued) });
    expect(await world.roleOf(stranger.id)).toBe("member");
  });

  it("keeps the invitation open when the password is refused, and refuses whoever is signed in", async () => {
    const issued = await world.invite(world.newEmail());
    const input = { token: tokenOf(issued), name: "Grace", password: "short" };
    await expect(joinByInvitation(bench.nobody(), input)).rejects.toMatchObject({
      details: { field: "password" },
    });
    const long = { ...input, password: "a first password of many words" };
    await expect(joinByInvitation(bench.as(world.stranger), long)).rejects.toThrow("Sign out first");
    await joinByInvitation(bench.nobody(), long);
  });

  it("says of each link that does not work why", async () => {
    const { organizationId, owner } = world;
    const [expired, revoked, used] = [
      await world.invite(world.newEmail(), { days: 1 }),
      await world.invite(world.newEmail()),
      await world.invite(world.newEmail()),
    ];
    await revokeInvitation(bench.as(owner), { organizationId, invitationId: revoked.id });
    await bench.join(tokenOf(used));
    bench.clock.advance(86_400_000);
    await expect(bench.join(tokenOf(expired))).rejects.toThrow("has expired");
    await expect(bench.join(tokenOf(revoked))).rejects.toThrow("was withdrawn");
    await expect(bench.join(tokenOf(used))).rejects.toThrow("was used already");
    await expect(bench.join("x".repeat(43))).rejects.toMatchObject({ code: "not_found" });
  });
});

it("ends what somebody was let into as soon as they are removed, in the session they have", async () => {
  const { organizationId, projectId, owner } = world;
  const issued = await world.invite(world.newEmail(), { project: { projectId, role: "member" } });
  const { userId, email } = await bench.join(tokenOf(issued));
  const { sessionId } = await openSessionOf(email);
  const actor = await actorOfSession(bench.runtime, sessionId);
  const ctx = { ...bench.nobody(), actor };
  expect(await getProject(ctx, { projectId })).toMatchObject({ role: "member" });
  await removeMember(bench.as(owner), { organizationId, userId });
  // A request that was let in a moment ago finds nothing, and the next one is signed out.
  await expect(getProject(ctx, { projectId })).rejects.toMatchObject({ code: "not_found" });
  expect(await actorOfSession(bench.runtime, sessionId)).toBeNull();
});

const listed = () => listInvitations(bench.as(world.owner), { organizationId: world.organizationId });

async function openSessionOf(email: string): Promise<{ sessionId: string }> {
  const credentials = { email, password: "a first password of many words" };
  const opened = await signIn(bench.runtime, bench.nobody().origin, credentials);
  if (!("sessionId" in opened)) throw new Error("No session was opened.");
  return opened;
}
