import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { POST as eventsRoute } from "../../../app/api/slack/events/route.ts";
import { POST as interactivityRoute } from "../../../app/api/slack/interactivity/route.ts";
import {
  createInboundBench,
  type InboundBench,
  type Over,
  signingSecret,
} from "#server/slack/inbound/inbound-bench.ts";
import { sign } from "#server/slack/inbound/verify-signature.ts";

let bench: InboundBench;

beforeAll(async () => {
  bench = await createInboundBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.renew());

describe("a request", () => {
  it.each<[string, Over, number]>([
    ["signed with another secret", { secret: "other" }, 401],
    ["whose body was changed after signing", { body: `{"type":"event_callback"}` }, 401],
    ["signed more than five minutes ago", { signedAgo: 301 }, 401],
    ["signed more than five minutes ahead", { signedAgo: -301 }, 401],
    ["signed four minutes ago", { signedAgo: 240 }, 200],
  ])("%s is answered with the right status", async (_, over, status) => {
    expect((await bench.send({ type: "app_uninstalled" }, over)).status).toBe(status);
    expect((await bench.standing()).connection).toBe(status === 200 ? "account_inactive" : null);
  });

  it("without a signature is refused", async () => {
    const request = new Request("http://localhost/api/slack/events", { method: "POST", body: "{}" });
    expect((await eventsRoute(request)).status).toBe(401);
  });

  it("is signed as Slack's published example is", () => {
    const body =
      "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    expect(sign(signingSecret, "1531420618", body)).toBe(
      "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
    );
  });

  it("is remembered with its workspace, refused ones at most once a minute, so that pages can tell", async () => {
    const seen = (kind: string) =>
      bench.runtime.db.slackRequestSeen.findMany({ where: { kind, teamId: { in: ["", bench.teamId()] } } });
    await bench.runtime.db.slackRequestSeen.deleteMany();
    await bench.send({ type: "channel_rename", channel: { id: "C1", name: "general" } });
    expect(await seen("event")).toMatchObject([
      { appId: "A1", teamId: bench.teamId(), at: bench.clock.now(), detail: "channel_rename" },
    ]);
    const before = bench.clock.now();
    await bench.send({ type: "app_uninstalled" }, { secret: "other" });
    bench.clock.advance(30_000);
    await bench.post("{}", { secret: "other" });
    expect(await seen("refused")).toMatchObject([{ at: before, detail: "forged" }]);
    bench.clock.advance(30_000);
    await bench.post("{}", { secret: "other" });
    expect(await seen("refused")).toMatchObject([{ at: bench.clock.now() }]);
    const payload = JSON.stringify({ type: "block_actions", api_app_id: "A1", team: { id: bench.teamId() } });
    await bench.post(new URLSearchParams({ payload }).toString(), {}, interactivityRoute);
    expect(await seen("interaction")).toMatchObject([
      { appId: "A1", teamId: bench.teamId(), detail: "block_actions" },
    ]);
    await bench.post(JSON.stringify({ type: "url_verification", challenge: "x" }));
    expect(await seen("verification")).toHaveLength(1);
  });

  it("to verify the address gets its challenge back as plain text", async () => {
    const answer = await bench.post(
      JSON.stringify({ type: "url_verification", challenge: "<b>3eZbrw1a</b>" }),
    );
    expect(answer.headers.get("content-type")).toContain("text/plain");
    expect(await answer.text()).toBe("<b>3eZbrw1a</b>");
  });

  it.each(["not json", "[]", '{"type":"event_callback"}', '{"type":"other"}'])(
    "that cannot be read (%s) is taken and changes nothing",
    async (body) => {
      expect((await bench.post(body)).status).toBe(200);
      expect(await bench.standing()).toMatchObject({ connection: null, channels: [null, null] });
    },
  );

  it("of a button is answered at once with nothing", async () => {
    const answer = await bench.post("payload=%7B%7D", {}, interactivityRoute);
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
    expect((await bench.post("payload=%7B%7D", { secret: "other" }, interactivityRoute)).status).toBe(401);
  });

  it("is refused where the instance has no Signing Secret", async () => {
    await bench.withoutSigningSecret(async () => {
      expect((await bench.send({ type: "app_uninstalled" }, { secret: "" })).status).toBe(404);
    });
  });
});
