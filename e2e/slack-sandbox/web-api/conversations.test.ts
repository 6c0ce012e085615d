import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { type Opened, openSandbox, refusalOf } from "../testing.ts";

let open: Opened;
beforeEach(async () => {
  open = await openSandbox({ manyChannels: 230 });
});
afterEach(() => open.sandbox.stop());

it("pages through everything, with short and empty pages that still have a cursor", async () => {
  const client = await open.installedClient(["channels:read", "groups:read"]);
  await open.control("settings", { pageCap: 2, rateLimits: { enabled: false } });
  const sizes: number[] = [];
  const names: string[] = [];
  for await (const page of client.paginate("conversations.list", {
    exclude_archived: true,
    types: "public_channel,private_channel",
  })) {
    const { channels } = z.object({ channels: z.array(z.object({ name: z.string() })) }).parse(page);
    sizes.push(channels.length);
    names.push(...channels.map((channel) => channel.name));
  }
  expect(sizes).toContain(0);
  expect(sizes).toContain(1);
  expect(names).toHaveLength(235);
  expect(names).not.toContain("leadership");
  expect(names).not.toContain("old-news");
});

it("fills its pages when the quirks are off", async () => {
  const client = await open.installedClient(["channels:read"]);
  await open.control("settings", { pagingQuirks: false });
  const page = await client.conversations.list({ limit: 6, exclude_archived: true });
  expect(page.channels).toHaveLength(6);
  expect(page.response_metadata?.next_cursor).not.toBe("");
});

it("shows a private channel only to a member with the scope", async () => {
  const client = await open.installedClient(["channels:read"]);
  const list = (types: string) => client.conversations.list({ types, limit: 999 });
  expect(await refusalOf(list("public_channel,private_channel"))).toMatchObject({
    error: "missing_scope",
    needed: "groups:read",
  });
  expect((await refusalOf(client.conversations.info({ channel: "C0ACMELDR01" }))).error).toBe(
    "channel_not_found",
  );
  await open.control("channels/leadership", { action: "invite" });
  expect(await refusalOf(client.conversations.info({ channel: "C0ACMELDR01" }))).toMatchObject({
    needed: "groups:read",
  });
});

it("adjusts a limit out of range and refuses what it does not understand", async () => {
  const client = await open.installedClient(["channels:read"]);
  expect((await client.conversations.list({ limit: 5000 })).channels).toHaveLength(236);
  expect((await client.conversations.list({ limit: 0 })).channels).toHaveLength(98);
  expect((await refusalOf(client.conversations.list({ cursor: "bm9wZQ==" }))).error).toBe("invalid_cursor");
  expect((await refusalOf(client.conversations.list({ types: "team" }))).error).toBe("invalid_types");
  const token = client.token ?? "";
  expect((await open.form("conversations.list", { token, limit: "many" })).body.error).toBe("invalid_limit");
});

it("joins public channels, warns when inside already, and refuses the others", async () => {
  const client = await open.installedClient(["channels:join", "channels:read"]);
  const join = (channel: string) => client.conversations.join({ channel });
  expect((await join("C0ACMERND01")).channel).toMatchObject({ is_member: true });
  expect(await join("C0ACMERND01")).toMatchObject({ ok: true, warning: "already_in_channel" });
  expect((await refusalOf(join("C0ACMEOLD01"))).error).toBe("is_archived");
  expect((await refusalOf(join("C0ACMEPRV01"))).error).toBe("channel_not_found");
  expect(
    (await client.conversations.info({ channel: "C0ACMERND01", include_num_members: true })).channel,
  ).toMatchObject({
    num_members: 5,
  });
});
