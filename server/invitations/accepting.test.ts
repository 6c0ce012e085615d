import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  acceptInvitation,
  acceptOpenInvitations,
  hasOpenInvitation,
} from "#server/invitations/accept-invitation.ts";
import { lookAtInvitation } from "#server/invitations/look-at-invitation.ts";
import { renewInvitation } from "#server/invitations/renew-invitation.ts";
import { revokeInvitation } from "#server/invitations/revoke-invitation.ts";
import {
  createInvitationWorld,
  type InvitationWorld,
  tokenOf,
} from "#server/invitations/test-invitations.ts";

let bench: InvitationWorld;
let world: Awaited<ReturnType<InvitationWorld["fresh"]>>;

beforeAll(async () => {
  bench = await createInvitationWorld();
});
beforeEach(async () => {
  world = await bench.fresh();
});
afterAll(() => bench.drop());

describe("looking at a link", () => {
  it("changes nothing and says whose turn it is", async () => {
    const { stranger, member, organizationId } = world;
    const issued = await world.invite(stranger.email, { role: "admin" });
    const before = await world.rowOf(issued.id);
    const token = tokenOf(issued);
    const look = (ctx: Parameters<typeof lookAtInvitation>[0]) => lookAtInvitation(ctx, { token });
    expect(await look(bench.as(stranger))).toMatchObject({ open: true, next: "accept", role: "admin" });
    expect(await look(bench.as(member))).toMatchObject({ next: "sign-out", signedInAs: member.email });
    expect(await look(bench.nobody())).toMatchObject({ next: "sign-in", organization: "Acme" });
    const fresh = tokenOf(await world.invite(world.newEmail()));
    expect(await lookAtInvitation(bench.nobody(), { token: fresh })).toMatchObject({ next: "join" });
    expect(await world.rowOf(issued.id)).toEqual(before);
    expect(await bench.runtime.db.organizationMember.count({ where: { organizationId } })).toBe(6);
  });

  it("slows, then locks out, an address that tries links which lead nowhere, and no other", async () => {
    const issued = await world.invite(world.newEmail());
    const guesser = bench.nobody("198.51.100.66");
    for (let n = 0; n < 20; n++) {
      expect(await lookAtInvitation(guesser, { token: `guess-${n}` })).toMatchObject({ state: "unknown" });
    }
    await expect(lookAtInvitation(guesser, { token: "guess" })).rejects.toMatchObject({
      code: "rate_limited",
    });
    const elsewhere = bench.nobody("198.51.100.67");
    for (let n = 0; n < 30; n++) {
      expect(await lookAtInvitation(elsewhere, { token: tokenOf(issued) })).toMatchObject({ open: true });
    }
  });
});

describe("accepting", () => {
  it("is for the invited person only", async () => {
    const issued = await world.invite(world.stranger.email);
    const other = await world.person();
    await expect(acceptInvitation(bench.as(other), { token: tokenOf(issued) })).rejects.toMatchObject({
      code: "forbidden",
      message: expect.stringContaining(
        `is for ${world.stranger.email}, and you are signed in as ${other.email}`,
      ),
    });
    expect(await world.roleOf(other.id)).toBeNull();
    expect((await world.rowOf(issued.id)).acceptedAt).toBeNull();
  });

  it("happens once, also when asked for twice at the same time", async () => {
    const { stranger } = world;
    const issued = await world.invite(stranger.email);
    const token = tokenOf(issued);
    const done = await Promise.allSettled([
      acceptInvitation(bench.as(stranger), { token }),
      acceptInvitation(bench.as(stranger), { token }),
    ]);
    expect(done.map((one) => one.status).sort()).toEqual(["fulfilled", "rejected"]);
    const accepted = { organizationId: world.organizationId, action: "invitation.accepted" };
    expect(await bench.runtime.db.auditEntry.count({ where: accepted })).toBe(1);
  });

  it("and revoking or renewing at the same time exclude one another", async () => {
    const { organizationId, owner } = world;
    for (const end of [revokeInvitation, renewInvitation]) {
      for (let round = 0; round < 5; round++) {
        const person = await world.person();
        const issued = await world.invite(person.email);
        const input = { organizationId, invitationId: issued.id, days: 7 as const };
        const [accepted, ended] = await Promise.allSettled([
          acceptInvitation(bench.as(person), { token: tokenOf(issued) }),
          end(bench.as(owner), input),
        ]);
        expect([accepted.status, ended.status].sort()).toEqual(["fulfilled", "rejected"]);
        expect(await world.roleOf(person.id)).toBe(accepted.status === "fulfilled" ? "member" : null);
      }
    }
  });

  it("leaves the role of somebody who joined on another way meanwhile", async () => {
    const { stranger, organizationId } = world;
    const issued = await world.invite(stranger.email);
    await bench.runtime.db.organizationMember.create({
      data: { organizationId, userId: stranger.id, role: "admin" },
    });
    await acceptInvitation(bench.as(stranger), { token: tokenOf(issued) });
    expect(await world.roleOf(stranger.id)).toBe("admin");
    expect(await world.lastAudit()).toMatchObject({ after: { alreadyMember: true } });
  });
});

describe("a sign-in that verified the address", () => {
  const acceptAll = (person: { id: string; email: string }) =>
    bench.runtime.db.$transaction((tx) =>
      acceptOpenInvitations(tx, bench.nobody(), { userId: person.id, email: person.email }),
    );
  const invited = (email: string) =>
    bench.runtime.db.$transaction((tx) => hasOpenInvitation(tx, bench.nobody(), email));

  it("accepts every open invitation for it, and none that ended", async () => {
    const [second, third] = [await bench.fresh(), await bench.fresh()];
    const person = await world.person();
    const { projectId } = second;
    expect(await invited(person.email)).toBe(false);
    await world.invite(person.email, { role: "admin" });
    await second.invite(person.email, { project: { projectId, role: "viewer" } });
    const revoked = await third.invite(person.email);
    await revokeInvitation(bench.as(third.owner), {
      organizationId: third.organizationId,
      invitationId: revoked.id,
    });
    expect(await invited(person.email.toUpperCase())).toBe(true);
    const { organizationIds } = await acceptAll(person);
    expect(organizationIds.sort()).toEqual([world.organizationId, second.organizationId].sort());
    expect(await Promise.all([world, second, third].map((one) => one.roleOf(person.id)))).toEqual([
      "admin",
      "member",
      null,
    ]);
    expect(await world.lastAudit()).toMatchObject({ actorKind: "user", actorId: person.id });
    expect(await invited(person.email)).toBe(false);
  });

  it("and the link used at the same time make one membership", async () => {
    const person = await world.person();
    const issued = await world.invite(person.email);
    const [all] = await Promise.allSettled([
      acceptAll(person),
      acceptInvitation(bench.as(person), { token: tokenOf(issued) }),
    ]);
    expect(all.status).toBe("fulfilled");
    const accepted = { organizationId: world.organizationId, action: "invitation.accepted" };
    expect(await bench.runtime.db.auditEntry.count({ where: accepted })).toBe(1);
  });
});
