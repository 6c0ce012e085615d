import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { parseEnv } from "#server/env.ts";
import { type Bench, createBench } from "#server/integrations/test-bench.ts";
import { getAvailability, getSlackApp } from "#server/slack/app/get-slack-app.ts";
import { readSlackApp } from "#server/slack/app/read-slack-app.ts";
import { removeSlackApp } from "#server/slack/app/remove-slack-app.ts";
import { saveSlackApp } from "#server/slack/app/save-slack-app.ts";

let bench: Bench;
let admin: Context;

beforeAll(async () => {
  bench = await createBench();
  admin = bench.as(bench.world.instanceAdmin);
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.reset();
  await bench.database.db.slackApp.deleteMany();
});

const stored = () => bench.database.db.slackApp.findMany();
const { parse, stringify } = JSON;
const right = () => ({ clientId: bench.app.clientId, clientSecret: bench.app.clientSecret });

test("what Slack confirms is saved, the secrets encrypted and never answered", async () => {
  await saveSlackApp(admin, { ...right(), signingSecret: "sign-1" });
  expect(await readSlackApp(bench.runtime)).toEqual({
    source: "settings",
    ...right(),
    signingSecret: "sign-1",
  });
  const [row] = await stored();
  expect(Buffer.from(row?.clientSecretEnc ?? []).toString("latin1")).not.toContain(bench.app.clientSecret);
  const answer = await getSlackApp(admin);
  expect(answer.app).toMatchObject({
    source: "settings",
    hasSigningSecret: true,
    savedBy: bench.world.instanceAdmin.name,
  });
  expect(stringify(answer)).not.toContain(bench.app.clientSecret);
  expect(stringify(answer)).not.toContain("sign-1");
  const audit = await bench.database.db.auditEntry.findMany({ where: { action: "slack-app.saved" } });
  expect(audit).toHaveLength(1);
  expect(stringify(audit)).not.toContain(bench.app.clientSecret);
});

test.each([
  ["clientSecret", () => ({ ...right(), clientSecret: "wrong" })],
  ["clientId", () => ({ ...right(), clientId: "1.2" })],
])("Slack's verdict stands at the field %s and nothing is saved", async (field, input) => {
  await expect(saveSlackApp(admin, input())).rejects.toMatchObject({ code: "invalid", details: { field } });
  expect(await stored()).toEqual([]);
});

test.each(["", "abc", "12", "1.2.3", "1 .2"])(
  "a Client ID like %j is refused before Slack is asked",
  async (clientId) => {
    await expect(saveSlackApp(admin, { ...right(), clientId })).rejects.toThrow();
    expect(await bench.callsOf("oauth.v2.access")).toEqual([]);
  },
);

test.each([
  ["down", {}],
  ["http_500_html", {}],
  ["rate_limited", { retryAfter: 5 }],
  ["error", { error: "brand_new" }],
])("where Slack cannot check (%s), nothing is saved and the sentence says so", async (kind, more) => {
  await bench.fault({ kind, method: "oauth.v2.access", ...more });
  await expect(saveSlackApp(admin, right())).rejects.toMatchObject({
    code: "unavailable",
    message: expect.stringContaining("Nothing was saved"),
  });
  expect(await stored()).toEqual([]);
});

test("empty secrets keep what is stored, and the signing secret can be taken away", async () => {
  await saveSlackApp(admin, { ...right(), signingSecret: "sign-1" });
  await saveSlackApp(admin, { clientId: bench.app.clientId });
  expect(await readSlackApp(bench.runtime)).toMatchObject({ ...right(), signingSecret: "sign-1" });
  await saveSlackApp(admin, { clientId: bench.app.clientId, removeSigningSecret: true });
  expect(await readSlackApp(bench.runtime)).toMatchObject({ signingSecret: null });
});

test("a first save needs the secret", async () => {
  await expect(saveSlackApp(admin, { clientId: bench.app.clientId })).rejects.toMatchObject({
    details: { field: "clientSecret" },
  });
});

test("removing forgets it, and availability tells everybody", async () => {
  const member = bench.as(bench.world.member);
  expect(await getAvailability(member)).toMatchObject({
    configured: false,
    redirectAccepted: true,
    maySetUp: false,
  });
  await saveSlackApp(admin, right());
  expect(await getAvailability(admin)).toMatchObject({ configured: true, maySetUp: true });
  await removeSlackApp(admin);
  expect(await readSlackApp(bench.runtime)).toBeNull();
  await expect(removeSlackApp(admin)).rejects.toMatchObject({ code: "not_found" });
});

test("environment variables count instead, and are read-only", async () => {
  const env = parseEnv({
    NODE_ENV: "test",
    SLACK_CLIENT_ID: "1.2",
    SLACK_CLIENT_SECRET: "from-env",
    SLACK_SIGNING_SECRET: "sign-env",
  });
  const ctx = { ...admin, env };
  const answer = await getSlackApp(ctx);
  expect(answer.app).toEqual({
    source: "env",
    clientId: "1.2",
    hasSigningSecret: true,
    savedAt: null,
    savedBy: null,
  });
  expect(stringify(answer)).not.toContain("from-env");
  await expect(saveSlackApp(ctx, right())).rejects.toMatchObject({ code: "conflict" });
  await expect(removeSlackApp(ctx)).rejects.toMatchObject({ code: "conflict" });
});

describe("only instance admins", () => {
  test("see and change it", async () => {
    for (const person of [bench.world.owner, bench.world.stranger]) {
      const ctx = bench.as(person);
      await expect(getSlackApp(ctx)).rejects.toMatchObject({ code: "forbidden" });
      await expect(saveSlackApp(ctx, right())).rejects.toMatchObject({ code: "forbidden" });
      await expect(removeSlackApp(ctx)).rejects.toMatchObject({ code: "forbidden" });
    }
    expect(await bench.callsOf("oauth.v2.access")).toEqual([]);
  });
});

test("the manifest that is shown makes an app that the sandbox accepts", async () => {
  const { manifest } = await getSlackApp(admin);
  const made = await bench.control("POST", "apps", { manifest: parse(manifest) });
  expect(made).toMatchObject({ clientId: expect.stringMatching(/^\d+\.\d+$/) });
});
