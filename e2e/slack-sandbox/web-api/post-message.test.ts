import { afterEach, beforeEach, expect, it } from "vitest";
import { type Opened, openSandbox, refusalOf } from "../testing.ts";

let open: Opened;
beforeEach(async () => {
  open = await openSandbox();
});
afterEach(() => open.sandbox.stop());

const clientWith = (...scopes: string[]) => open.installedClient(scopes);

it("follows the posting matrix", async () => {
  const client = await clientWith("chat:write");
  const post = (channel: string) => client.chat.postMessage({ channel, text: "x" });
  expect((await refusalOf(post("random"))).error).toBe("not_in_channel");
  expect((await refusalOf(post("C0ACMEPRV01"))).error).toBe("channel_not_found");
  expect((await refusalOf(post("old-news"))).error).toBe("is_archived");
  expect((await refusalOf(post("nowhere"))).error).toBe("channel_not_found");
  await open.control("channels/secrets-private", { action: "invite" });
  expect((await post("C0ACMEPRV01")).ok).toBe(true);
  await open.control("channels/random", { action: "invite" });
  expect((await post("#random")).channel).toBe("C0ACMERND01");
  await open.control("channels/random", { action: "restrict", error: "restricted_action_read_only_channel" });
  expect((await refusalOf(post("random"))).error).toBe("restricted_action_read_only_channel");
});

it("posts to a public channel without membership when the public scope is granted", async () => {
  const client = await clientWith("chat:write", "chat:write.public");
  expect((await client.chat.postMessage({ channel: "random", text: "x" })).ok).toBe(true);
});

it("names the legacy scope when posting is not granted", async () => {
  const client = await clientWith("channels:read");
  expect(await refusalOf(client.chat.postMessage({ channel: "random", text: "x" }))).toMatchObject({
    error: "missing_scope",
    needed: "chat:write:bot",
    provided: "channels:read",
  });
});

it("answers the stored message with generated rich text, block ids and defaults", async () => {
  const client = await clientWith("chat:write", "chat:write.public");
  const plain = await client.chat.postMessage({ channel: "general", text: "hello" });
  expect(plain.ts).toMatch(/^\d{10}\.\d{6}$/);
  expect(plain.message?.blocks).toMatchObject([{ type: "rich_text" }]);
  const blocks = [{ type: "header" as const, text: { type: "plain_text" as const, text: "Hi" } }];
  const rich = await client.chat.postMessage({ channel: "general", text: "t", blocks });
  expect(rich.message?.blocks).toMatchObject([
    { type: "header", text: { emoji: true }, block_id: expect.any(String) },
  ]);
  expect(rich.ts).not.toBe(plain.ts);
});

it("keeps replies with their parent and refuses a thread that does not exist", async () => {
  const client = await clientWith("chat:write", "chat:write.public");
  const parent = await client.chat.postMessage({ channel: "general", text: "parent" });
  const reply = await client.chat.postMessage({
    channel: "general",
    text: "reply",
    thread_ts: parent.ts ?? "",
  });
  expect(reply.message).toMatchObject({ thread_ts: parent.ts, parent_user_id: expect.any(String) });
  const post = (thread_ts: string) => client.chat.postMessage({ channel: "general", text: "x", thread_ts });
  expect((await refusalOf(post("1000000000.000000"))).error).toBe("thread_not_found");
  expect((await refusalOf(post("0"))).error).toBe("invalid_thread_ts");
});

it("cuts a text at 40 000 characters without an error and refuses an empty message", async () => {
  const client = await clientWith("chat:write", "chat:write.public");
  await client.chat.postMessage({ channel: "general", text: "x".repeat(40_001) });
  const [message] = await open.messages("#general");
  expect(message?.text.length).toBe(40_000);
  expect((await refusalOf(client.chat.postMessage({ channel: "general", text: "" }))).error).toBe("no_text");
});

it("records whom a message notifies, and nobody for an escaped or verbatim name", async () => {
  const client = await clientWith("chat:write", "chat:write.public");
  const section = (text: string, verbatim: boolean) => [
    { type: "section" as const, text: { type: "mrkdwn" as const, text, verbatim } },
  ];
  const post = (text: string, blocks?: ReturnType<typeof section>) =>
    client.chat.postMessage({ channel: "deploys", text, ...(blocks && { blocks }) });
  await post("<!channel> <@U0ACME00001>");
  await post("&lt;!channel&gt; @channel");
  await post("x", section("mail ops@channel.example or @here", false));
  await post("x", section("@here", true));
  const stored = await open.messages("#deploys");
  expect(stored.map((message) => message.notified)).toEqual([["channel", "U0ACME00001"], [], ["here"], []]);
});

it("updates only its own message, within the limits", async () => {
  const client = await clientWith("chat:write", "chat:write.public");
  const { ts = "", channel = "" } = await client.chat.postMessage({ channel: "general", text: "before" });
  const update = (text: string, at = ts, where = channel) =>
    client.chat.update({ channel: where, ts: at, text });
  expect(await update("after")).toMatchObject({ ok: true, text: "after", channel, ts });
  expect(await open.messages(channel)).toMatchObject([{ text: "after", updated: true, updates: 1 }]);
  expect((await refusalOf(update("x".repeat(4001)))).error).toBe("msg_too_long");
  expect((await refusalOf(update("x", "1000000000.000000"))).error).toBe("message_not_found");
  expect((await refusalOf(update("x", ts, "general"))).error).toBe("channel_not_found");
  const app = await open.createApp();
  const other = open.client(await open.install(app.clientId, ["chat:write"]));
  expect((await refusalOf(other.chat.update({ channel, ts, text: "x" }))).error).toBe("cant_update_message");
  await open.control("channels/general", { action: "archive" });
  expect((await refusalOf(update("late"))).error).toBe("is_inactive");
});
