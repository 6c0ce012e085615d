import { afterEach, beforeEach, expect, it } from "vitest";
import { type Opened, openSandbox, refusalOf } from "../testing.ts";

let open: Opened;
beforeEach(async () => {
  open = await openSandbox();
});
afterEach(() => open.sandbox.stop());

it("finds people by id and by address, and bots by id; deactivated ones not by address", async () => {
  const client = await open.installedClient(["users:read", "users:read.email"]);
  const grace = await open.control("people", { name: "joe", email: "joe@acme.example.com" });
  const gone = await open.control("people", { name: "gone", deactivated: true });
  expect((await client.users.info({ user: "U0ACME00001" })).user).toMatchObject({
    name: "ada",
    is_bot: false,
  });
  expect((await client.users.info({ user: String(gone.id) })).user).toMatchObject({ deleted: true });
  const { user_id } = await client.auth.test();
  expect((await client.users.info({ user: user_id ?? "" })).user).toMatchObject({ is_bot: true });
  expect((await refusalOf(client.users.info({ user: "U0GLOBEX001" }))).error).toBe("user_not_found");
  const lookup = (email: string) => client.users.lookupByEmail({ email });
  expect((await lookup("JOE@acme.example.com")).user).toMatchObject({ id: grace.id });
  expect((await refusalOf(lookup("gone@acme.example.com"))).error).toBe("users_not_found");
});

it("shows an address only with its scope", async () => {
  const client = await open.installedClient(["users:read"]);
  expect((await client.users.info({ user: "U0ACME00001" })).user?.profile).not.toHaveProperty("email");
  expect(await refusalOf(client.users.lookupByEmail({ email: "ada@acme.example.com" }))).toMatchObject({
    error: "missing_scope",
    needed: "users:read.email",
  });
});

it("lists the channels the bot is in, without counting their members", async () => {
  const client = await open.installedClient(["channels:read", "groups:read"]);
  await open.control("channels/leadership", { action: "invite" });
  const types = "public_channel,private_channel";
  const own = (await client.users.conversations({ types })).channels ?? [];
  expect(own.map((one) => one.name)).toEqual(["leadership"]);
  expect(own[0]).not.toHaveProperty("num_members");
  expect(own[0]).not.toHaveProperty("is_member");
  const ada = await client.users.conversations({ types, user: "U0ACME00001", exclude_archived: true });
  expect(ada.channels).toHaveLength(6);
});

it("shows a message to one person, who has to be there, and lets nobody change it", async () => {
  const client = await open.installedClient(["chat:write", "chat:write.public", "channels:read"]);
  const whisper = (channel: string, user: string, text = "psst") =>
    client.chat.postEphemeral({ channel, user, text });
  const shown = await whisper("C0ACMEGEN01", "U0ACME00001");
  expect(Object.keys(shown).filter((key) => key !== "response_metadata")).toEqual(["ok", "message_ts"]);
  expect(await open.messages("#general")).toMatchObject([{ text: "psst", ephemeralFor: "U0ACME00001" }]);
  const change = client.chat.update({ channel: "C0ACMEGEN01", ts: shown.message_ts ?? "", text: "x" });
  expect((await refusalOf(change)).error).toBe("message_not_found");
  expect((await refusalOf(whisper("C0ACMEGEN01", "U0GLOBEX001"))).error).toBe("user_not_found");
  expect((await refusalOf(whisper("C0ACMEOLD01", "U0ACME00001"))).error).toBe("is_archived");
  expect((await refusalOf(whisper("C0ACMEGEN01", "U0ACME00001", ""))).error).toBe("no_text");
  const joe = await open.control("people", { name: "joe" });
  await open.control("channels/leadership", { action: "invite" });
  expect((await refusalOf(whisper("C0ACMELDR01", String(joe.id)))).error).toBe("user_not_in_channel");
});
