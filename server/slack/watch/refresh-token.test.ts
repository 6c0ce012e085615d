import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { createManifest } from "#server/slack/app/manifest.ts";
import { saveSlackApp } from "#server/slack/app/save-slack-app.ts";
import { acme, type Bench, createBench } from "#server/integrations/test-bench.ts";
import { tokenPlace } from "#server/integrations/token-secrets.ts";
import { newId } from "#server/ids.ts";
import { checkConnection } from "#server/slack/watch/check-connection.ts";
import { refreshToken } from "#server/slack/watch/refresh-token.ts";
import { watchOnce } from "#server/slack/watch/start-slack-watch.ts";

let bench: Bench;
let organizationId: string;
const hour = 3_600_000;
const createdApp = z.object({ clientId: z.string(), clientSecret: z.string() });

beforeAll(async () => {
  bench = await createBench({ shareClock: true });
  ({ organizationId } = bench.world);
  const manifest = createManifest(bench.runtime.env);
  const settings = { ...manifest.settings, token_rotation_enabled: true };
  const made = await bench.control("POST", "apps", { manifest: { ...manifest, settings }, team: acme });
  await saveSlackApp(bench.as(bench.world.instanceAdmin), createdApp.parse(made));
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.control("POST", "revoke", { teamId: acme });
  await bench.reset();
});

const rows = () =>
  bench.database.db.workflowIntegration.findMany({
    orderBy: { id: "asc" },
    select: {
      id: true,
      organizationId: true,
      tokenEnc: true,
      refreshTokenEnc: true,
      tokenExpiresAt: true,
      refreshDueAt: true,
      brokenCode: true,
    },
  });
type Row = Awaited<ReturnType<typeof rows>>[number];
const tokenOf = (row: Row) =>
  bench.runtime.vault.decrypt(
    bench.database.db,
    tokenPlace("WorkflowIntegration", row, "tokenEnc"),
    row.tokenEnc,
  );
async function one(): Promise<Row> {
  const [row] = await rows();
  if (!row) throw new Error("Nothing is connected.");
  return row;
}
const connect = () => bench.connect(bench.as(bench.world.owner));
const renewals = async () => (await bench.callsOf("oauth.v2.access")).filter((call) => call.ok).length;

describe("a token that expires", () => {
  it("is kept encrypted with what renews it, and is renewed two hours before its end", async () => {
    await connect();
    const row = await one();
    expect(await tokenOf(row)).toMatch(/^xoxe\.xoxb-/);
    expect(Buffer.from(row.refreshTokenEnc ?? []).toString("latin1")).not.toContain("xoxe");
    const left = (row.tokenExpiresAt?.getTime() ?? 0) - bench.clock.now().getTime();
    expect(left).toBeGreaterThan(11 * hour);
    bench.clock.advance(left - 2 * hour - 60_000);
    await bench.control("DELETE", "calls");
    while (await watchOnce(bench.runtime));
    expect(await renewals()).toBe(0);
    bench.clock.advance(2 * 60_000);
    while (await watchOnce(bench.runtime));
    const after = await one();
    expect(await tokenOf(after)).not.toBe(await tokenOf(row));
    expect(after.tokenExpiresAt?.getTime()).toBeGreaterThan(bench.clock.now().getTime() + 11 * hour);
    expect(after.brokenCode).toBeNull();
    await checkConnection(bench.runtime, after.id);
    expect((await one()).brokenCode).toBeNull();
  });

  it("is renewed once, however many processes want to", async () => {
    await connect();
    const { id } = await one();
    await bench.control("DELETE", "calls");
    await Promise.all(Array.from({ length: 5 }, () => refreshToken(bench.runtime, id)));
    expect(await renewals()).toBe(1);
  });

  it("is shared by the organizations of the instance that use the workspace", async () => {
    await connect();
    const { db } = bench.database;
    for (let n = 0; n < 3; n += 1) {
      const other = newId();
      await db.organization.create({ data: { id: other, name: `Other ${n}`, plan: "enterprise" } });
      const member = { organizationId: other, userId: bench.world.owner.id, role: "owner" } as const;
      await db.organizationMember.create({ data: member });
      await bench.connect(bench.as(bench.world.owner), { organizationId: other });
    }
    const before = await rows();
    expect(before).toHaveLength(4);
    await refreshToken(bench.runtime, before[1]?.id ?? "");
    const tokens = new Set(await Promise.all((await rows()).map(tokenOf)));
    expect(tokens.size).toBe(1);
    for (const { id } of before) await checkConnection(bench.runtime, id);
    expect((await rows()).map((row) => row.brokenCode)).toEqual([null, null, null, null]);
  });

  it("that Slack already calls expired is renewed at once, and what waited flows", async () => {
    await connect();
    const { id } = await one();
    await bench.control("POST", "revoke", { teamId: acme, as: "token_expired" });
    await checkConnection(bench.runtime, id);
    expect((await one()).brokenCode).toBe("token_expired");
    while (await watchOnce(bench.runtime));
    expect((await one()).brokenCode).toBeNull();
  });

  it("is tried again soon when Slack does not answer", async () => {
    await connect();
    const { id } = await one();
    await bench.fault({ kind: "http_500_html", method: "oauth.v2.access" });
    await refreshToken(bench.runtime, id);
    const { refreshDueAt, brokenCode } = await one();
    expect([refreshDueAt?.getTime(), brokenCode]).toEqual([bench.clock.now().getTime() + 20_000, null]);
  });

  it("whose renewal is refused works to its end, and only then needs attention", async () => {
    await connect();
    const row = await one();
    const refuse = () =>
      bench.fault({ kind: "error", method: "oauth.v2.access", error: "invalid_refresh_token" });
    await refuse();
    await refreshToken(bench.runtime, row.id);
    expect(await one()).toMatchObject({ brokenCode: null, refreshDueAt: row.tokenExpiresAt });
    bench.clock.advance((row.tokenExpiresAt?.getTime() ?? 0) - bench.clock.now().getTime() + 1_000);
    await refuse();
    while (await watchOnce(bench.runtime));
    expect(await one()).toMatchObject({ brokenCode: "token_expired", refreshDueAt: null });
    const audit = await bench.database.db.auditEntry.findMany({ where: { action: "slack.token-expired" } });
    expect(audit).toMatchObject([{ organizationId, actorName: "Slack" }]);
  });
});
