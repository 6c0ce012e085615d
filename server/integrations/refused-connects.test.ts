import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { connectWithToken } from "#server/integrations/connect-with-token.ts";
import { deleteIntegration } from "#server/integrations/delete-integration.ts";
import { finishConnect } from "#server/integrations/finish-connect.ts";
import { startConnect } from "#server/integrations/start-connect.ts";
import { acme, type Bench, createBench, globex, walk } from "#server/integrations/test-bench.ts";

let bench: Bench;
let owner: Context;
let organizationId: string;

beforeAll(async () => {
  bench = await createBench();
  owner = bench.as(bench.world.owner);
  organizationId = bench.world.organizationId;
});
afterAll(() => bench.stop());
beforeEach(() => bench.reset());

const setPlan = (plan: "free" | "enterprise") =>
  bench.database.db.organization.update({ where: { id: organizationId }, data: { plan } });
const refusals = () =>
  bench.database.db.auditEntry.findMany({
    where: { action: "slack.connect-refused" },
    orderBy: { id: "asc" },
    select: { organizationId: true, actorId: true, targetId: true, targetName: true, after: true },
  });

test("by role and plan are recorded, by consent and by token; a stranger writes into no log", async () => {
  const { member, stranger } = bench.world;
  const byToken = { organizationId, alias: "acme-slack", token: "xoxb-1" };
  await expect(bench.start(bench.as(member))).rejects.toMatchObject({ code: "forbidden" });
  await expect(bench.start(bench.as(stranger))).rejects.toMatchObject({ code: "not_found" });
  await setPlan("free");
  await expect(connectWithToken(owner, byToken)).rejects.toMatchObject({ code: "payment_required" });
  await setPlan("enterprise");
  const target = { organizationId, targetId: null, targetName: "acme-slack" };
  expect(await refusals()).toEqual([
    { ...target, actorId: member.id, after: { reason: "no_permission", via: "consent" } },
    { ...target, actorId: bench.world.owner.id, after: { reason: "plan", via: "token" } },
  ]);
});

test("again and again fill no log: a few are recorded, then one a minute", async () => {
  for (let times = 0; times < 14; times++) {
    const forged = { search: `?state=forged-${times}&code=x`, browserSecret: null };
    await finishConnect(bench.as(bench.world.member), forged);
  }
  expect(await refusals()).toHaveLength(10);
  bench.clock.advance(60_000);
  await finishConnect(bench.as(bench.world.member), { search: "?state=forged&code=x", browserSecret: null });
  expect(await refusals()).toHaveLength(11);
});

test("of another workspace name it, and never its token", async () => {
  const { token } = await bench.install(acme);
  const { id } = await connectWithToken(owner, { organizationId, token, alias: "acme-slack" });
  const other = await bench.install(globex);
  const again = { organizationId, integrationId: id };
  await expect(connectWithToken(owner, { ...again, token: other.token })).rejects.toThrow();
  const started = await startConnect(owner, again);
  const search = await bench.consent(started.url, { team: globex });
  await finishConnect(owner, { search, browserSecret: started.browserSecret });
  const after = { reason: "wrong_workspace", teamId: globex, teamName: "Globex" };
  expect(await refusals()).toMatchObject([
    { targetId: id, after: { ...after, via: "token" } },
    { targetId: id, after: { ...after, via: "consent" } },
  ]);
  const entries = JSON.stringify(await bench.database.db.auditEntry.findMany({ omit: { number: true } }));
  expect(entries).not.toContain(token);
  expect(entries).not.toContain(other.token);
});

test("on the way back are recorded where somebody may have meddled, not where a person changed their mind", async () => {
  const denied = await bench.road(owner, { allow: false });
  await walk(denied);
  const stolen = await bench.road(owner);
  await walk({ ...stolen, ctx: bench.as(bench.world.admin) });
  await walk({ ...stolen, browserSecret: "another" });
  await finishConnect(owner, { search: "?state=forged&code=x", browserSecret: null });
  await finishConnect(bench.as(null), { search: "?state=forged&code=x", browserSecret: null });
  expect(await refusals()).toMatchObject([
    { organizationId, actorId: bench.world.admin.id, after: { reason: "other_person" } },
    { organizationId, after: { reason: "other_browser" } },
    { organizationId: null, after: { reason: "state_forged" } },
  ]);
});

test("connecting and disconnecting carry the workspace's id and name", async () => {
  const { integrationId } = await bench.connect(owner);
  await deleteIntegration(owner, { organizationId, integrationId: integrationId ?? "" });
  const entries = await bench.database.db.auditEntry.findMany({
    where: { action: { in: ["slack.installed", "slack.uninstalled"] } },
    orderBy: { id: "asc" },
    select: { before: true, after: true },
  });
  const team = { teamId: acme, teamName: "Acme" };
  expect(entries).toMatchObject([{ after: team }, { before: team }]);
});
