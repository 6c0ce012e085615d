import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { connectWithToken } from "#server/integrations/connect-with-token.ts";
import {
  connectPendingWorkspace,
  forgetBroughtWorkspace,
  getPendingWorkspace,
} from "#server/integrations/decide-workspace.ts";
import { deleteIntegration } from "#server/integrations/delete-integration.ts";
import { finishConnect } from "#server/integrations/finish-connect.ts";
import { dropExpiredWorkspace } from "#server/integrations/pending-workspace.ts";
import { replaceWorkspace } from "#server/integrations/replace-workspace.ts";
import { startConnect } from "#server/integrations/start-connect.ts";
import { acme, type Bench, createBench, globex } from "#server/integrations/test-bench.ts";
import { watchOnce } from "#server/slack/watch/start-slack-watch.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";

let bench: Bench;
let owner: Context;
let member: Context;
let organizationId: string;
let integrationId: string;

beforeAll(async () => {
  bench = await createBench();
  owner = bench.as(bench.world.owner);
  member = bench.as(bench.world.member);
  organizationId = bench.world.organizationId;
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.reset();
  await bench.database.db.destination.deleteMany();
  const where = { id: organizationId };
  await bench.database.db.organization.update({ where, data: { membersMayConnect: false } });
  integrationId = (await bench.connect(owner)).integrationId ?? "";
});

const here = () => ({ organizationId, integrationId });
/** Reconnects the integration, choosing the other workspace at Slack. */
async function bring(ctx: Context = owner): Promise<string> {
  const started = await startConnect(ctx, here());
  const search = await bench.consent(started.url, { team: globex });
  return (await finishConnect(ctx, { search, browserSecret: started.browserSecret })).outcome;
}
const rows = () =>
  bench.database.db.workflowIntegration.findMany({
    orderBy: { alias: "asc" },
    select: { id: true, alias: true, teamId: true, teamName: true, connectedBy: true, brokenCode: true },
  });
const revoked = () => bench.callsOf("auth.revoke");

describe("another workspace brought for an integration", () => {
  test("changes nothing, and is kept without its token in clear for the person who brought it", async () => {
    expect(await bring()).toBe("wrong_workspace");
    expect(await rows()).toMatchObject([{ id: integrationId, teamId: acme }]);
    expect(await getPendingWorkspace(owner, here())).toMatchObject({
      teamId: globex,
      teamName: "Globex",
      connectedAs: null,
      freeAlias: "Globex",
      mayReplace: true,
    });
    expect(await getPendingWorkspace(bench.as(bench.world.admin), here())).toBeNull();
    const [kept] = await bench.database.db.pendingWorkspace.findMany();
    expect(Buffer.from(kept?.tokenEnc ?? []).toString("latin1")).not.toContain("xoxb");
    expect(JSON.stringify(await getPendingWorkspace(owner, here()))).not.toContain("xox");
    expect(await revoked()).toEqual([]);
  });

  test("by a pasted token is kept likewise", async () => {
    const { token } = await bench.install(globex);
    await expect(connectWithToken(owner, { ...here(), token })).rejects.toMatchObject({ code: "conflict" });
    expect(await getPendingWorkspace(owner, here())).toMatchObject({ teamName: "Globex" });
  });

  test("becomes an integration of its own", async () => {
    await bring();
    const stored = await connectPendingWorkspace(owner, { ...here(), alias: "globex", description: "" });
    expect(stored.outcome).toBe("connected");
    expect((await rows()).map((row) => [row.alias, row.teamId])).toEqual([
      ["acme-slack", acme],
      ["globex", globex],
    ]);
    expect(await getPendingWorkspace(owner, here())).toBeNull();
  });

  test("that is connected already renews that integration, and cannot take another's place", async () => {
    const other = (await bench.connect(owner, { alias: "globex", team: globex })).integrationId;
    await bring();
    expect(await getPendingWorkspace(owner, here())).toMatchObject({
      connectedAs: { id: other, alias: "globex" },
      mayReplace: false,
    });
    const confirmed = { ...here(), confirmName: "Globex" };
    await expect(replaceWorkspace(owner, confirmed)).rejects.toThrow("Globex is connected as globex already");
    const stored = await connectPendingWorkspace(owner, { ...here(), alias: "again", description: "" });
    expect(stored).toEqual({ id: other, outcome: "updated" });
  });

  test("stays for another try when the alias is taken", async () => {
    await bring();
    const taken = { ...here(), alias: "acme-slack", description: "" };
    await expect(connectPendingWorkspace(owner, taken)).rejects.toMatchObject({ code: "conflict" });
    expect(await getPendingWorkspace(owner, here())).not.toBeNull();
  });

  test("is forgotten on demand and after a quarter of an hour, and its token revoked", async () => {
    await bring();
    await forgetBroughtWorkspace(owner, here());
    expect(await getPendingWorkspace(owner, here())).toBeNull();
    while (await watchOnce(bench.runtime));
    expect(await revoked()).toMatchObject([{ ok: true }]);
    await bring();
    bench.clock.advance(15 * 60_000);
    const late = { ...here(), alias: "globex", description: "" };
    await expect(connectPendingWorkspace(owner, late)).rejects.toThrow("no longer kept");
    expect(await dropExpiredWorkspace(bench.runtime)).toBe(true);
    expect(await dropExpiredWorkspace(bench.runtime)).toBe(false);
    expect(await revoked()).toHaveLength(2);
  });

  test("is either connected or forgotten where both are asked for at once, and lives or dies accordingly", async () => {
    await bring();
    const asked = { ...here(), alias: "globex", description: "" };
    const [connected] = await Promise.allSettled([
      connectPendingWorkspace(owner, asked),
      forgetBroughtWorkspace(owner, here()),
    ]);
    while (await watchOnce(bench.runtime));
    const lives = connected.status === "fulfilled";
    expect(await rows()).toHaveLength(lives ? 2 : 1);
    expect(await revoked()).toHaveLength(lives ? 0 : 1);
  });

  test("needs plan, membership and permission when it is decided about, as when it was brought", async () => {
    const { db } = bench.database;
    await bring();
    await db.organization.update({ where: { id: organizationId }, data: { plan: "free" } });
    const decided = { ...here(), alias: "globex", description: "" };
    await expect(connectPendingWorkspace(owner, decided)).rejects.toMatchObject({ code: "payment_required" });
    await expect(replaceWorkspace(owner, { ...here(), confirmName: "Globex" })).rejects.toMatchObject({
      code: "payment_required",
    });
    await expect(getPendingWorkspace(member, here())).rejects.toMatchObject({ code: "forbidden" });
    const stranger = bench.as(bench.world.stranger);
    await expect(getPendingWorkspace(stranger, here())).rejects.toMatchObject({ code: "not_found" });
    await expect(forgetBroughtWorkspace(stranger, here())).rejects.toMatchObject({ code: "not_found" });
    expect(await rows()).toHaveLength(1);
  });
});

describe("putting it in the other one's place", () => {
  const replace = (ctx: Context = owner, confirmName = "Globex") =>
    replaceWorkspace(ctx, { ...here(), confirmName });

  test("keeps the integration, parks its destinations with a reason, and revokes the old token", async () => {
    const { destinationId } = await subscribeChannel(bench.runtime, {
      projectId: bench.world.projectId,
      integrationId,
      channelId: "C0ACMEGEN01",
    });
    await bring();
    expect(await replace()).toEqual({ destinations: 1, revoked: true });
    expect(await rows()).toMatchObject([
      { id: integrationId, alias: "acme-slack", teamId: globex, teamName: "Globex", brokenCode: null },
    ]);
    const destination = await bench.database.db.destination.findUnique({ where: { id: destinationId } });
    expect(destination).toMatchObject({ brokenCode: "workspace_replaced", integrationId });
    const audit = await bench.database.db.auditEntry.findMany({
      where: { action: { in: ["slack.installed", "slack.uninstalled"] } },
      orderBy: { id: "desc" },
      take: 2,
      select: { action: true, before: true, after: true },
    });
    expect(audit).toMatchObject([
      { action: "slack.installed", after: { teamId: globex, teamName: "Globex", inPlaceOf: "Acme" } },
      { action: "slack.uninstalled", before: { teamId: acme, teamName: "Acme", destinations: 1 } },
    ]);
    expect(await bench.database.db.slackChannel.count({ where: { integrationId } })).toBe(0);
  });

  test("needs the workspace's name, and happens once", async () => {
    await bring();
    await expect(replace(owner, "globex")).rejects.toMatchObject({ details: { field: "confirmName" } });
    const ends = await Promise.allSettled([replace(), replace()]);
    expect(ends.map((end) => end.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await rows()).toMatchObject([{ teamId: globex }]);
  });

  test("is not for members, who may connect it as an integration of its own where the setting lets them", async () => {
    const where = { id: organizationId };
    await bench.database.db.organization.update({ where, data: { membersMayConnect: true } });
    await bring(member);
    expect(await getPendingWorkspace(member, here())).toMatchObject({ mayReplace: false });
    await expect(replace(member)).rejects.toMatchObject({ code: "forbidden" });
    const own = await connectPendingWorkspace(member, { ...here(), alias: "globex", description: "" });
    expect(own.outcome).toBe("connected");
  });
});

test("a workspace that waits for a decision keeps its token when another connection of it goes", async () => {
  const other = await bench.connect(owner, { alias: "globex", team: globex });
  await bring();
  await deleteIntegration(owner, { organizationId, integrationId: other.integrationId ?? "" });
  expect(await revoked()).toEqual([]);
  const stored = await connectPendingWorkspace(owner, { ...here(), alias: "globex", description: "" });
  expect(stored.outcome).toBe("connected");
});
