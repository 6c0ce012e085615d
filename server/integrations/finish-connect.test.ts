import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { connectLocation } from "#server/integrations/connect-location.ts";
import { finishConnect, slackTimeMs } from "#server/integrations/finish-connect.ts";
import { listIntegrations } from "#server/integrations/list-integrations.ts";
import { startConnect } from "#server/integrations/start-connect.ts";
import {
  acme,
  type Bench,
  createBench,
  globex,
  type Road,
  walk,
  withQuery,
} from "#server/integrations/test-bench.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";

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

test("consent at Slack connects the workspace, with its token encrypted and the audit told", async () => {
  const finished = await bench.connect(owner);
  expect(finished.outcome).toBe("connected");
  const [row] = await bench.integrations();
  expect(row).toMatchObject({
    organizationId,
    alias: "acme-slack",
    source: "oauth",
    teamId: acme,
    teamName: "Acme",
    appId: bench.app.appId,
    botName: "bellwire",
    scopes: ["chat:write", "chat:write.public", "channels:read", "groups:read"],
    connectedBy: bench.world.owner.name,
    connectedAs: "owner",
    brokenCode: null,
  });
  expect(row?.teamUrl).toMatch(/\/$/);
  expect(Buffer.from(row?.tokenEnc ?? []).toString("latin1")).not.toContain("xoxb-");
  const audit = await bench.database.db.auditEntry.findMany({ where: { action: "slack.installed" } });
  expect(audit).toHaveLength(1);
  expect(audit[0]?.after).toMatchObject({ teamId: acme, teamName: "Acme", source: "oauth" });
  expect(JSON.stringify(audit)).not.toContain("xoxb-");
});

test("the browser is led to the integration's page with nothing but a code in the address", async () => {
  const finished = await bench.connect(owner);
  const location = await connectLocation(owner, finished);
  expect(location).toBe(
    `/organizations/${organizationId}/integrations/${finished.integrationId}?result=connected`,
  );
});

test("the same workspace is updated in place and keeps its alias", async () => {
  const first = await bench.connect(owner);
  const second = await bench.connect(owner, { alias: "another-name" });
  expect(second).toMatchObject({ outcome: "updated", integrationId: first.integrationId });
  expect(await bench.integrations()).toHaveLength(1);
  expect((await bench.integrations())[0]?.alias).toBe("acme-slack");
});

test("two workspaces stand beside each other", async () => {
  await bench.connect(owner);
  expect((await bench.connect(owner, { alias: "globex", team: globex })).outcome).toBe("connected");
  expect((await bench.integrations()).map((row) => row.teamId)).toEqual([acme, globex]);
});

test("fewer scopes than asked are kept as they are, and the missing ones shown", async () => {
  await bench.control("POST", "revoke", { teamId: globex });
  const started = await bench.start(owner);
  const url = new URL(started.url);
  url.searchParams.set("scope", "chat:write,channels:read");
  const search = await bench.consent(url.href, { team: globex });
  await finishConnect(owner, { search, browserSecret: started.browserSecret });
  const { integrations: listed } = await listIntegrations(owner, { organizationId });
  expect(listed[0]?.scopes).toEqual(["chat:write", "channels:read"]);
  expect(listed[0]?.missingScopes.map((one) => one.scope)).toEqual(["chat:write.public", "groups:read"]);
});

const road = (decision: { team?: string; allow?: boolean } = {}): Promise<Road> =>
  bench.road(owner, decision);

test("a replayed answer connects nothing again and says so", async () => {
  const r = await road();
  expect((await walk(r)).outcome).toBe("connected");
  expect((await walk(r)).outcome).toBe("state_replayed");
  expect(await bench.callsOf("oauth.v2.access")).toHaveLength(1);
});

test("of the same answer twice at once, one counts", async () => {
  const r = await road();
  const outcomes = (await Promise.all([walk(r), walk(r)])).map((one) => one.outcome).sort();
  expect(outcomes).toEqual(["connected", "state_replayed"]);
});

test("a state is used up by a denial", async () => {
  const denied = await road({ allow: false });
  await walk(denied);
  const again = withQuery(denied.search, { error: null, code: "1.2.3" });
  expect((await walk({ ...denied, search: again })).outcome).toBe("state_replayed");
});

test("checks come before the exchange: a removed member costs no call to Slack", async () => {
  const r = await road();
  await bench.database.db.organizationMember.deleteMany({ where: { userId: bench.world.owner.id } });
  await walk(r);
  expect(await bench.callsOf("oauth.v2.access")).toEqual([]);
});

test("a Slack that does not answer ends when its time is over, well within fifteen seconds", async () => {
  const r = await road();
  await bench.fault({ kind: "hang", method: "oauth.v2.access", times: "always" });
  const began = Date.now();
  expect((await finishConnect(r.ctx, { ...r, timeMs: 200 })).outcome).toBe("slack_slow");
  expect(Date.now() - began).toBeLessThan(2_000);
  expect(slackTimeMs).toBeLessThanOrEqual(13_000);
});

test("a token that nobody keeps is revoked at Slack", async () => {
  const r = await road({ team: globex });
  await bench.connect(owner);
  expect((await walk(r)).outcome).toBe("alias_taken");
  expect(await bench.callsOf("auth.revoke")).toMatchObject([{ ok: true }]);
});

test("many answers from one address are turned away", async () => {
  const outcomes: string[] = [];
  for (let i = 0; i < 25; i += 1)
    outcomes.push((await finishConnect(owner, { search: "", browserSecret: null })).outcome);
  expect(outcomes[0]).toBe("state_missing");
  expect(outcomes.at(-1)).toBe("too_many");
  const elsewhere = { ...owner, origin: { ...owner.origin, ipAddress: "198.51.100.7" } };
  expect((await finishConnect(elsewhere, { search: "", browserSecret: null })).outcome).toBe("state_missing");
});

describe("reconnecting", () => {
  async function reconnect(team: string) {
    const [row] = await bench.integrations();
    const started = await startConnect(owner, { organizationId, integrationId: row?.id ?? "" });
    const search = await bench.consent(started.url, { team });
    return finishConnect(owner, { search, browserSecret: started.browserSecret });
  }

  test("mends a broken connection and wakes what waited for it", async () => {
    const { integrationId } = await bench.connect(owner);
    const { db } = bench.database;
    const { destinationId } = await subscribeChannel(bench.runtime, {
      projectId: bench.world.projectId,
      integrationId: integrationId ?? "",
      channelId: "C0ACMEGEN01",
    });
    await db.lane.create({ data: { destinationId, laneClass: "normal", wakeAt: null } });
    await db.workflowIntegration.updateMany({
      data: { brokenCode: "token_revoked", brokenAt: bench.clock.now() },
    });
    expect(await reconnect(acme)).toMatchObject({ outcome: "reconnected", integrationId });
    expect((await bench.integrations())[0]).toMatchObject({
      brokenCode: null,
      brokenAt: null,
      alias: "acme-slack",
    });
    expect((await db.lane.findFirst({ where: { destinationId } }))?.wakeAt).toEqual(bench.clock.now());
  });

  test("with another workspace is refused, and the integration stays what it was", async () => {
    await bench.connect(owner);
    expect((await reconnect(globex)).outcome).toBe("wrong_workspace");
    expect(await bench.integrations()).toMatchObject([{ teamId: acme, alias: "acme-slack" }]);
  });

  test("asks Slack for the same workspace", async () => {
    const { integrationId } = await bench.connect(owner);
    const started = await startConnect(owner, { organizationId, integrationId: integrationId ?? "" });
    expect(new URL(started.url).searchParams.get("team")).toBe(acme);
  });

  test("does not make somebody else the one who connected it", async () => {
    await bench.connect(owner);
    const before = (await bench.integrations())[0];
    bench.clock.advance(60_000);
    await reconnect(acme);
    expect((await bench.integrations())[0]).toMatchObject({
      connectedBy: before?.connectedBy,
      connectedAt: before?.connectedAt,
    });
  });
});
