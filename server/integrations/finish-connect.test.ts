import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import { connectLocation } from "#server/integrations/connect-location.ts";
import type { ConnectOutcome } from "#server/integrations/connect-outcomes.ts";
import { type FinishedConnect, finishConnect, slackTimeMs } from "#server/integrations/finish-connect.ts";
import { listIntegrations } from "#server/integrations/list-integrations.ts";
import { type StartedConnect, startConnect } from "#server/integrations/start-connect.ts";
import { acme, type Bench, createBench, globex } from "#server/integrations/test-bench.ts";
import { subscribeChannel } from "#server/testing/slack-workspace.ts";
import { newId } from "#server/ids.ts";

let bench: Bench;
let owner: Context;
let organizationId: string;

beforeAll(async () => {
  bench = await createBench();
  owner = bench.as(bench.world.owner);
  organizationId = bench.world.organizationId;
});
afterAll(() => bench.stop());
beforeEach(async () => {
  await bench.reset();
  const { db } = bench.database;
  await db.organization.update({ where: { id: organizationId }, data: { plan: "enterprise" } });
  await db.organizationMember.upsert({
    where: { organizationId_userId: { organizationId, userId: bench.world.owner.id } },
    update: { role: "owner" },
    create: { organizationId, userId: bench.world.owner.id, role: "owner" },
  });
});

const integrations = () => bench.database.db.workflowIntegration.findMany({ orderBy: { alias: "asc" } });

test("consent at Slack connects the workspace, with its token encrypted and the audit told", async () => {
  const finished = await bench.connect(owner);
  expect(finished.outcome).toBe("connected");
  const [row] = await integrations();
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
  expect(await integrations()).toHaveLength(1);
  expect((await integrations())[0]?.alias).toBe("acme-slack");
});

test("two workspaces stand beside each other", async () => {
  await bench.connect(owner);
  expect((await bench.connect(owner, { alias: "globex", team: globex })).outcome).toBe("connected");
  expect((await integrations()).map((row) => row.teamId)).toEqual([acme, globex]);
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

/** A started connection whose way back can be bent by a test. */
type Road = { search: string; browserSecret: string | null; ctx: Context };

async function road(
  decision: { team?: string; allow?: boolean } = {},
): Promise<Road & { started: StartedConnect }> {
  const started = await bench.start(owner);
  const search = await bench.consent(started.url, decision);
  return { started, search, browserSecret: started.browserSecret, ctx: owner };
}

const walk = ({ ctx, search, browserSecret }: Road): Promise<FinishedConnect> =>
  finishConnect(ctx, { search, browserSecret });
const withQuery = (search: string, over: Record<string, string | null>) => {
  const query = new URLSearchParams(search);
  for (const [key, value] of Object.entries(over)) {
    if (value === null) query.delete(key);
    else query.set(key, value);
  }
  return `?${query}`;
};

describe("every bad road ends in its outcome, with nothing connected", () => {
  const roads: [string, ConnectOutcome, () => Promise<FinishedConnect>][] = [
    ["consent denied", "denied", async () => walk(await road({ allow: false }))],
    [
      "consent denied, told without its state",
      "denied",
      async () => walk({ ...(await road()), search: "?error=access_denied" }),
    ],
    [
      "denied with a forged state",
      "state_forged",
      async () => walk({ ...(await road()), search: "?error=access_denied&state=x.y" }),
    ],
    [
      "no state",
      "state_missing",
      async () => {
        const r = await road();
        return walk({ ...r, search: withQuery(r.search, { state: null }) });
      },
    ],
    [
      "no code",
      "code_missing",
      async () => {
        const r = await road();
        return walk({ ...r, search: withQuery(r.search, { code: null }) });
      },
    ],
    [
      "a forged state",
      "state_forged",
      async () => {
        const r = await road();
        const state = `${new URLSearchParams(r.search).get("state")?.split(".")[0]}.AAAA`;
        return walk({ ...r, search: withQuery(r.search, { state }) });
      },
    ],
    [
      "a state that is signed but not stored here",
      "state_forged",
      async () => {
        const r = await road();
        await bench.database.db.slackOauthState.deleteMany();
        return walk(r);
      },
    ],
    [
      "an expired state",
      "state_expired",
      async () => {
        const r = await road();
        bench.clock.advance(10 * 60_000);
        return walk(r);
      },
    ],
    ["another browser", "other_browser", async () => walk({ ...(await road()), browserSecret: "another" })],
    [
      "a browser without the cookie",
      "other_browser",
      async () => walk({ ...(await road()), browserSecret: null }),
    ],
    [
      "another person signed in",
      "other_person",
      async () => walk({ ...(await road()), ctx: bench.as(bench.world.admin) }),
    ],
    ["nobody signed in", "signed_out", async () => walk({ ...(await road()), ctx: bench.as(null) })],
    [
      "the person was removed from the organization meanwhile",
      "not_member",
      async () => {
        const r = await road();
        await bench.database.db.organizationMember.deleteMany({ where: { userId: bench.world.owner.id } });
        return walk(r);
      },
    ],
    [
      "the person's role was lowered meanwhile",
      "no_permission",
      async () => {
        const r = await road();
        await bench.database.db.organizationMember.updateMany({
          where: { userId: bench.world.owner.id },
          data: { role: "member" },
        });
        return walk(r);
      },
    ],
    [
      "the plan was lowered meanwhile",
      "plan",
      async () => {
        const r = await road();
        await bench.database.db.organization.update({
          where: { id: organizationId },
          data: { plan: "free" },
        });
        return walk(r);
      },
    ],
    [
      "a code that Slack does not know",
      "exchange_invalid_code",
      async () => {
        const r = await road();
        return walk({ ...r, search: withQuery(r.search, { code: "1.2.3" }) });
      },
    ],
    [
      "Slack says the secret is wrong",
      "exchange_bad_client_secret",
      async () => {
        const r = await road();
        await bench.fault({ kind: "error", method: "oauth.v2.access", error: "bad_client_secret" });
        return walk(r);
      },
    ],
    [
      "an error of the exchange that nobody documented",
      "exchange_other",
      async () => {
        const r = await road();
        await bench.fault({ kind: "error", method: "oauth.v2.access", error: "brand_new" });
        return walk(r);
      },
    ],
    [
      "Slack is rate limiting",
      "slack_limited",
      async () => {
        const r = await road();
        await bench.fault({ kind: "rate_limited", method: "oauth.v2.access", retryAfter: 30 });
        return walk(r);
      },
    ],
    [
      "Slack answers with its error page",
      "slack_unreachable",
      async () => {
        const r = await road();
        await bench.fault({ kind: "http_500_html", method: "oauth.v2.access", times: "always" });
        return walk(r);
      },
    ],
    [
      "a 200 that is no answer",
      "slack_unreachable",
      async () => {
        const r = await road();
        await bench.fault({ kind: "http_200_html", method: "oauth.v2.access", times: "always" });
        return walk(r);
      },
    ],
    [
      "the new token is refused at once",
      "token_invalid",
      async () => {
        const r = await road();
        await bench.fault({ kind: "error", method: "auth.test", error: "invalid_auth" });
        return walk(r);
      },
    ],
    [
      "another integration took the alias meanwhile",
      "alias_taken",
      async () => {
        const r = await road({ team: globex });
        await bench.connect(owner);
        await bench.database.db.workflowIntegration.updateMany({ data: { connectedAs: "admin" } });
        const finished = await walk(r);
        await bench.database.db.workflowIntegration.deleteMany({ where: { connectedAs: "admin" } });
        return finished;
      },
    ],
    [
      "the Slack app was removed meanwhile",
      "not_configured",
      async () => {
        const r = await road();
        const [app] = await bench.database.db.slackApp.findMany();
        await bench.database.db.slackApp.deleteMany();
        const finished = await walk(r);
        if (app) await bench.database.db.slackApp.create({ data: app });
        return finished;
      },
    ],
    ...(
      [
        ["invalid_scope", "authorize_invalid_scope"],
        ["invalid_team_for_non_distributed_app", "authorize_invalid_team"],
        ["scope_not_allowed_on_enterprise", "authorize_not_on_enterprise"],
        ["unapproved_scope", "authorize_unapproved_scope"],
        ["bad_redirect_uri", "bad_redirect_uri"],
        ["something_new", "authorize_other"],
      ] as const
    ).map(([error, outcome]): [string, ConnectOutcome, () => Promise<FinishedConnect>] => [
      `Slack sends error=${error}`,
      outcome,
      async () => {
        const r = await road();
        return walk({ ...r, search: withQuery(r.search, { code: null, error }) });
      },
    ]),
  ];
  test.each(roads)("%s: %s", async (_name, outcome, go) => {
    const finished = await go();
    expect(finished.outcome).toBe(outcome);
    expect(await integrations()).toEqual([]);
  });
});

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
    const [row] = await integrations();
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
    expect((await integrations())[0]).toMatchObject({
      brokenCode: null,
      brokenAt: null,
      alias: "acme-slack",
    });
    expect((await db.lane.findFirst({ where: { destinationId } }))?.wakeAt).toEqual(bench.clock.now());
  });

  test("with another workspace is refused, and the integration stays what it was", async () => {
    await bench.connect(owner);
    expect((await reconnect(globex)).outcome).toBe("wrong_workspace");
    expect(await integrations()).toMatchObject([{ teamId: acme, alias: "acme-slack" }]);
  });

  test("asks Slack for the same workspace", async () => {
    const { integrationId } = await bench.connect(owner);
    const started = await startConnect(owner, { organizationId, integrationId: integrationId ?? "" });
    expect(new URL(started.url).searchParams.get("team")).toBe(acme);
  });

  test("does not make somebody else the one who connected it", async () => {
    await bench.connect(owner);
    const before = (await integrations())[0];
    bench.clock.advance(60_000);
    await reconnect(acme);
    expect((await integrations())[0]).toMatchObject({
      connectedBy: before?.connectedBy,
      connectedAt: before?.connectedAt,
    });
  });
});

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

  test("lets members where the organization lets them", async () => {
    const { db } = bench.database;
    await db.organization.update({ where: { id: organizationId }, data: { membersMayConnect: true } });
    expect((await bench.connect(bench.as(bench.world.member))).outcome).toBe("connected");
    expect((await integrations())[0]?.connectedAs).toBe("member");
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
    const finished = await walk(await road({ allow: false }));
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
    };
    expect(await connectLocation(bench.as(bench.world.stranger), finished)).toBe(
      "/slack-connect?result=other_person",
    );
    expect(await connectLocation(bench.as(null), { ...finished, outcome: "signed_out" })).toBe(
      "/slack-connect?result=signed_out",
    );
  });
});
