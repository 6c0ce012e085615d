import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { newId } from "#server/ids.ts";
import { connectLocation } from "#server/integrations/connect-location.ts";
import type { FinishedConnect } from "#server/integrations/finish-connect.ts";
import { installSlack } from "#server/integrations/install-slack.ts";
import { type Bench, createBench, walk } from "#server/integrations/test-bench.ts";

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

describe("starting", () => {
  test("refuses an alias that is taken, whatever its case, and suggests one that is free", async () => {
    await bench.connect(owner);
    await expect(bench.start(owner, { alias: "Acme-Slack" })).rejects.toMatchObject({
      code: "conflict",
      message: expect.stringContaining("Acme-Slack-2"),
      details: { field: "alias" },
    });
  });

  test("needs the permission and the plan", async () => {
    await expect(bench.start(bench.as(bench.world.member))).rejects.toMatchObject({ code: "forbidden" });
    await expect(bench.start(bench.as(bench.world.stranger))).rejects.toMatchObject({ code: "not_found" });
    await bench.database.db.organization.update({ where: { id: organizationId }, data: { plan: "free" } });
    await expect(bench.start(owner)).rejects.toMatchObject({
      code: "payment_required",
      details: { neededPlan: "team" },
    });
  });

  test("is refused for a while to a person who starts again and again, and leaves no row of it", async () => {
    const { db } = bench.database;
    for (let n = 0; n < 20; n++) await bench.start(owner);
    const before = { states: await db.slackOauthState.count(), audit: await db.auditEntry.count() };
    await expect(bench.start(owner)).rejects.toMatchObject({
      code: "rate_limited",
      details: { retryAfterSeconds: expect.any(Number) },
    });
    expect({ states: await db.slackOauthState.count(), audit: await db.auditEntry.count() }).toEqual(before);
    bench.clock.advance(60_000);
    await bench.start(owner);
  });

  test("lets members where the organization lets them", async () => {
    const { db } = bench.database;
    await db.organization.update({ where: { id: organizationId }, data: { membersMayConnect: true } });
    expect((await bench.connect(bench.as(bench.world.member))).outcome).toBe("connected");
    expect((await bench.integrations())[0]?.connectedAs).toBe("member");
    await db.organization.update({ where: { id: organizationId }, data: { membersMayConnect: false } });
  });

  test("keeps neither the state nor the browser's secret in clear", async () => {
    const started = await bench.start(owner);
    const state = new URL(started.url).searchParams.get("state") ?? "";
    const rows = JSON.stringify(await bench.database.db.slackOauthState.findMany());
    expect(state.length).toBeGreaterThan(60);
    expect(rows).not.toContain(state.split(".")[0]);
    expect(rows).not.toContain(started.browserSecret);
  });
});

describe("where the browser is led", () => {
  test("a refusal leads to the Add page with the alias that was typed", async () => {
    const finished = await walk(await bench.road(owner, { allow: false }));
    expect(await connectLocation(owner, finished)).toBe(
      `/organizations/${organizationId}/integrations/new?result=denied&alias=acme-slack`,
    );
  });

  test("somebody who may not see the organization gets a page that names nothing of it", async () => {
    const finished: FinishedConnect = {
      outcome: "other_person",
      organizationId,
      integrationId: newId(),
      alias: "acme-slack",
      returnTo: "integrations",
      retryAfterSeconds: null,
    };
    expect(await connectLocation(bench.as(bench.world.stranger), finished)).toBe(
      "/slack-connect?result=other_person",
    );
    expect(await connectLocation(bench.as(null), { ...finished, outcome: "signed_out" })).toBe(
      "/slack-connect?result=signed_out",
    );
  });

  test("who came from the organization's settings goes back there, unless they may not see them", async () => {
    const { db } = bench.database;
    await db.organization.update({ where: { id: organizationId }, data: { membersMayConnect: true } });
    const settings = `/organizations/${organizationId}/settings?result=denied`;
    for (const [person, location] of [
      [bench.world.owner, settings],
      [bench.world.member, `/organizations/${organizationId}/integrations/new?result=denied`],
    ] as const) {
      const ctx = bench.as(person);
      const { url, browserSecret } = await installSlack(ctx, { organizationId });
      const search = await bench.consent(url, { allow: false });
      expect(await connectLocation(ctx, await walk({ ctx, search, browserSecret }))).toBe(location);
    }
    await db.organization.update({ where: { id: organizationId }, data: { membersMayConnect: false } });
  });
});
