import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { isSigned } from "../testing-receiver.ts";
import { ACME } from "../testing.ts";
import { type OpenedApp, openApp } from "./testing-app.ts";

let open: OpenedApp;
let ts: string;
beforeEach(async () => {
  open = await openApp({ scopes: ["chat:write", "chat:write.public"] });
  const button = (text: string, more: object) => ({
    type: "button" as const,
    text: { type: "plain_text" as const, text },
    ...more,
  });
  const elements = [
    button("Approve", { action_id: "approve", value: "42", style: "primary" }),
    button("Open", { url: "https://e.co/open" }),
  ];
  const blocks = [{ type: "actions" as const, block_id: "b1", elements }];
  const posted = await open
    .client(open.install.token)
    .chat.postMessage({ channel: "general", text: "t", blocks });
  ts = posted.ts ?? "";
});
afterEach(() => open.close());

const press = (actionId: string) => open.control("interactions", { ts, actionId });
const payload = z.looseObject({ response_url: z.string(), actions: z.array(z.looseObject({})) });
const lastPayload = () => payload.parse(open.receiver.received.at(-1)?.body);

it("tells the app of a pressed button, signed, once", async () => {
  expect(await press("approve")).toMatchObject({ status: 200, outcome: "ok" });
  const [one] = open.receiver.received;
  expect(one?.path).toBe("/interactivity");
  expect(one?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
  expect(one && isSigned(one, open.app.signingSecret)).toBe(true);
  expect(one?.body).toMatchObject({
    type: "block_actions",
    api_app_id: open.app.appId,
    user: { id: "U0ACME00001", username: "ada", team_id: ACME },
    team: { id: ACME, domain: "acme" },
    enterprise: null,
    is_enterprise_install: false,
    channel: { id: "C0ACMEGEN01", name: "general" },
    container: { type: "message", message_ts: ts, channel_id: "C0ACMEGEN01", is_ephemeral: false },
    message: { ts },
    state: { values: {} },
    actions: [{ action_id: "approve", block_id: "b1", value: "42", type: "button" }],
  });
  open.receiver.answer((_, response) => response.writeHead(500).end());
  expect(await press("approve")).toMatchObject({ status: 500, outcome: "http_error" });
  await open.run(600_000);
  expect(open.receiver.received).toHaveLength(2);
});

it("is told on the channel's page, where a failure is shown to the person", async () => {
  const channel = `/client/${ACME}/C0ACMEGEN01`;
  const page = await (await fetch(`${open.url}${channel}`)).text();
  expect(page).toContain('name="press" value="approve"');
  expect(page).toMatch(/href="https:\/\/e\.co\/open"[^>]*data-press="\w+"/);
  const submit = () =>
    fetch(`${open.url}${channel}`, {
      method: "POST",
      body: new URLSearchParams({ press: "approve", ts }),
      redirect: "manual",
    });
  expect((await submit()).headers.get("location")).toBe(channel);
  open.receiver.answer((_, response) => response.writeHead(500).end());
  expect((await submit()).headers.get("location")).toContain("problem=");
  expect(open.receiver.received).toHaveLength(2);
});

it("takes answers at the response address five times in half an hour", async () => {
  await press("approve");
  const answer = async (body: object) => {
    const response = await fetch(lastPayload().response_url, { method: "POST", body: JSON.stringify(body) });
    return [response.status, await response.text()];
  };
  expect(await answer({ text: "only you" })).toEqual([200, "ok"]);
  expect(await answer({ text: "everybody", response_type: "in_channel" })).toEqual([200, "ok"]);
  expect(await answer({ text: "done", replace_original: true })).toEqual([200, "ok"]);
  const messages = await open.messages("#general");
  expect(messages).toMatchObject([
    { text: "done", updated: true },
    { text: "only you", ephemeralFor: "U0ACME00001" },
    { text: "everybody" },
  ]);
  expect(await answer({})).toEqual([400, "no_text"]);
  expect(await answer({ delete_original: true })).toEqual([200, "ok"]);
  expect(await open.messages("#general")).toHaveLength(2);
  expect(await answer({ text: "sixth" })).toEqual([404, "used_url"]);
  open.clock.advance(30 * 60_000 + 1);
  expect(await answer({ text: "late" })).toEqual([404, "expired_url"]);
});
