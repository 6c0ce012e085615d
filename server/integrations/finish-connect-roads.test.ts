import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Context } from "#server/context.ts";
import type { ConnectOutcome } from "#server/integrations/connect-outcomes.ts";
import type { FinishedConnect } from "#server/integrations/finish-connect.ts";
import {
  type Bench,
  createBench,
  globex,
  type Road,
  walk,
  withQuery,
} from "#server/integrations/test-bench.ts";

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
const road = (decision: { team?: string; allow?: boolean } = {}): Promise<Road> =>
  bench.road(owner, decision);

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
    expect(await bench.integrations()).toEqual([]);
  });
});
