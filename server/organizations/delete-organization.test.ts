import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "#server/ids.ts";
import { deleteOrganization, organizationDeletion } from "#server/organizations/delete-organization.ts";
import { foundOrganization, inviteOwner } from "#server/organizations/found-organization.ts";
import { acceptInvitation } from "#server/invitations/accept-invitation.ts";
import { listOrganizations, listOrganizationsInput } from "#server/organizations/list-organizations.ts";
import { getProject } from "#server/projects/get-project.ts";
import { createPipelineBench } from "#server/testing/pipeline-bench.ts";
import { drain, sequenceAll } from "#server/testing/pipeline.ts";
import { contextOf } from "#server/testing/world.ts";

let bench: Awaited<ReturnType<typeof createPipelineBench>>;
let ours: Awaited<ReturnType<typeof bench.project>>;
let theirs: Awaited<ReturnType<typeof bench.project>>;

beforeAll(async () => {
  bench = await createPipelineBench();
});
beforeEach(async () => {
  bench.clock.advance(3_600_000);
  ours = await bench.project();
  theirs = await bench.project();
});
afterAll(() => bench.close());

const as = (person: typeof ours.owner) => contextOf(bench.runtime, person);
const goodbye = (over: { confirmName?: string; by?: typeof ours.owner } = {}) =>
  deleteOrganization(as(over.by ?? ours.owner), {
    organizationId: ours.organizationId,
    confirmName: over.confirmName ?? "Acme",
  });
/** Rows that name a project, whether or not the database knows that they belong to it. */
async function rowsOf({ projectId, organizationId }: typeof ours) {
  const { db } = bench.runtime;
  const where = { projectId };
  return {
    projects: await db.project.count({ where: { organizationId } }),
    events: await db.event.count({ where }),
    outbox: await db.outbox.count({ where }),
    deliveries: await db.delivery.count({ where }),
    destinations: await db.destination.count({ where }),
    members: await db.projectMember.count({ where }),
    roles: await db.customRole.count({ where }),
    connections: await db.workflowIntegration.count({ where: { organizationId } }),
    keys: await db.dataKey.count({ where: { organizationId } }),
  };
}

/** One of everything: events sent, waiting and in the outbox, a custom role that somebody has, a program. */
async function furnish(of: typeof ours): Promise<void> {
  const { db, clock } = bench.runtime;
  const { projectId, organizationId } = of;
  await of.subscribe("C0ACMEGEN01");
  await of.emitCreated("sent");
  await drain(bench.runtime);
  await of.subscribe("C0ACMEDEP01");
  await of.emitCreated("waiting");
  await sequenceAll(bench.runtime);
  await of.emitCreated("in the outbox");
  const customRoleId = newId();
  await db.customRole.create({
    data: { id: customRoleId, projectId, name: "Readers", rules: [], updatedAt: clock.now() },
  });
  await db.projectMember.create({ data: { projectId, userId: of.member.id, customRoleId } });
  const identityId = newId();
  await db.machineIdentity.create({
    data: {
      id: identityId,
      organizationId,
      name: "ci",
      clientId: newId(),
      accessTokenSeconds: 60,
      accessTokenMaxSeconds: 60,
      createdBy: "Ada",
      createdAt: clock.now(),
    },
  });
  await db.identityProjectMember.create({ data: { projectId, identityId, customRoleId } });
}

describe("deleting an organization", () => {
  it("takes everything of it and nothing of others", async () => {
    for (const one of [theirs, ours]) {
      await furnish(one);
      // Both send to one workspace, which takes about one message a second per channel.
      bench.clock.advance(60_000);
    }
    const before = await rowsOf(theirs);
    const { projectId } = ours;
    const waitingMessages = await bench.runtime.db.delivery.count({ where: { projectId, state: "waiting" } });
    expect(waitingMessages).toBeGreaterThan(0);
    expect(await organizationDeletion(as(ours.owner), { organizationId: ours.organizationId })).toEqual({
      members: 6,
      projects: 1,
      connections: 1,
      identities: 1,
      waitingMessages,
    });
    // The workspace is connected elsewhere too, and keeps its token.
    expect(await goodbye()).toEqual({ revokedAtSlack: 0 });
    for (const count of Object.values(await rowsOf(ours))) expect(count).toBe(0);
    expect(await rowsOf(theirs)).toEqual(before);
    await expect(getProject(as(ours.owner), { projectId: ours.projectId })).rejects.toMatchObject({
      code: "not_found",
    });
    expect(await bench.runtime.db.user.count({ where: { id: ours.owner.id } })).toBe(1);
    const entry = await bench.runtime.db.auditEntry.findFirstOrThrow({
      where: { action: "organization.deleted", targetId: ours.organizationId },
    });
    expect(entry).toMatchObject({
      organizationId: null,
      actorId: ours.owner.id,
      targetName: "Acme",
      before: { projects: 1, connections: 1, waitingMessages, members: 6 },
    });
    // What others have goes on.
    await theirs.flow();
    expect((await theirs.deliveries()).every(({ state }) => state === "delivered")).toBe(true);
  });

  it("is the owners' matter, asks for the name, and is unknown to strangers", async () => {
    await expect(goodbye({ confirmName: "acme" })).rejects.toMatchObject({
      details: { field: "confirmName" },
    });
    for (const by of [ours.admin, ours.member]) {
      await expect(goodbye({ by })).rejects.toMatchObject({ code: "forbidden" });
    }
    for (const by of [ours.stranger, ours.instanceAdmin, theirs.owner]) {
      await expect(goodbye({ by })).rejects.toMatchObject({ code: "not_found" });
    }
    expect((await rowsOf(ours)).projects).toBe(1);
  });

  it("stands against what producers, the sequencer and workers do at the same time", async () => {
    for (let round = 0; round < 4; round++) {
      ours = await bench.project();
      await furnish(ours);
      const [deleted] = await Promise.allSettled([
        goodbye(),
        drain(bench.runtime),
        ours.emitCreated("too late or not"),
        sequenceAll(bench.runtime),
      ]);
      expect(deleted).toMatchObject({ status: "fulfilled" });
      await sequenceAll(bench.runtime);
      const { outbox, ...rest } = await rowsOf(ours);
      expect(Object.values(rest).every((count) => count === 0)).toBe(true);
      // An event that names the project without touching it may come after; it is set aside.
      expect(outbox).toBeLessThanOrEqual(1);
    }
  });
});

describe("founding an organization", () => {
  const admin = () => as(ours.instanceAdmin);
  const list = async (text: string) =>
    (await listOrganizations(admin(), listOrganizationsInput.parse({ text }))).organizations;

  it("invites its first owner by a link, and invites anew while nobody has accepted", async () => {
    const name = `Globex ${newId()}`;
    const { stranger } = ours;
    const made = await foundOrganization(admin(), {
      name,
      plan: "team",
      owner: { email: "lost@example.test", days: 7 },
    });
    expect(made.invitation?.link).toContain("/invitations/");
    expect(await list(name)).toMatchObject([{ name, plan: "team", hasOwner: false, members: 0 }]);
    const { link } = await inviteOwner(admin(), { organizationId: made.id, email: stranger.email, days: 1 });
    await acceptInvitation(as(stranger), { token: link.slice(link.lastIndexOf("/") + 1) });
    expect(await list(name)).toMatchObject([{ hasOwner: true, members: 1 }]);
    await expect(
      inviteOwner(admin(), { organizationId: made.id, email: "other@example.test", days: 1 }),
    ).rejects.toMatchObject({ code: "conflict" });
  });

  it("is found again by its name as it stands, also with a wildcard of the database in it", async () => {
    const tag = newId();
    for (const name of [`team_a ${tag}`, `team-a ${tag}`]) {
      await foundOrganization(admin(), { name, plan: "free" });
    }
    expect((await list(`team_a ${tag}`)).map(({ name }) => name)).toEqual([`team_a ${tag}`]);
  });

  it("makes the instance admin its owner on request, and shows them no other's inside", async () => {
    const name = `Initech ${newId()}`;
    const made = await foundOrganization(admin(), { name, plan: "free" });
    expect(made.invitation).toBeNull();
    expect(await list(name)).toMatchObject([{ hasOwner: true, members: 1, projects: 0, integrations: 0 }]);
    const created = { action: "organization.created", targetId: made.id };
    expect(await bench.runtime.db.auditEntry.count({ where: created })).toBe(2);
    await expect(getProject(admin(), { projectId: ours.projectId })).rejects.toMatchObject({
      code: "not_found",
    });
    for (const person of [ours.owner, ours.stranger]) {
      await expect(foundOrganization(as(person), { name, plan: "free" })).rejects.toMatchObject({
        code: "forbidden",
      });
    }
  });
});

// Last, for Slack takes no message with this token afterwards.
it("revokes the token at Slack where nobody else uses the workspace", async () => {
  await bench.runtime.db.workflowIntegration.deleteMany({
    where: { organizationId: { not: ours.organizationId } },
  });
  expect(await goodbye()).toEqual({ revokedAtSlack: 1 });
  const answer = await fetch(`${bench.runtime.env.slackApiUrl}auth.test`, {
    method: "POST",
    headers: { authorization: `Bearer ${bench.slack.token}` },
  });
  expect(await answer.json()).toMatchObject({ ok: false });
});
