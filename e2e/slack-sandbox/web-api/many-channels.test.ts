import { afterEach, expect, it } from "vitest";
import { type Opened, openSandbox, refusalOf, testClock } from "../testing.ts";

let open: Opened;
afterEach(() => open.sandbox.stop());

it("pages through 20,000 channels within the limits of its tier, when told to wait", async () => {
  const clock = testClock();
  open = await openSandbox({ now: clock.now });
  const client = await open.installedClient(["channels:read"]);
  await open.control("many-channels", { count: 20_000, prefix: "team", archivedEvery: 4 });
  const names: string[] = [];
  let cursor: string | undefined;
  let waits = 0;
  let calls = 0;
  do {
    const page = await client.conversations
      .list({ limit: 999, exclude_archived: true, ...(cursor && { cursor }) })
      .catch(() => null);
    calls += 1;
    if (page === null) {
      waits += 1;
      clock.advance(60_000);
      continue;
    }
    names.push(...(page.channels ?? []).map((channel) => channel.name ?? ""));
    cursor = page.response_metadata?.next_cursor;
  } while (cursor !== "");
  expect(names).toHaveLength(15_000 + 5);
  expect(new Set(names).size).toBe(names.length);
  expect(names.at(-1)).toBe("team-19999");
  expect({ calls, waits }).toEqual({ calls: 22, waits: 1 });
  const state = await open.control("state");
  expect(Array.isArray(state.channels) && state.channels.length).toBe(20_012);
  const page = await (await fetch(`${open.url}/client/T0ACME00001`)).text();
  expect(page.length).toBeLessThan(200_000);
});

it("resumes at a cursor whose channel is gone, and refuses one it never gave", async () => {
  open = await openSandbox();
  const client = await open.installedClient(["channels:read"]);
  const first = await client.conversations.list({ limit: 2 });
  await open.control("channels/deploys", { action: "delete" });
  const second = await client.conversations.list({
    limit: 2,
    cursor: first.response_metadata?.next_cursor ?? "",
  });
  expect(second.channels?.map((one) => one.name)).toEqual(["security"]);
  expect((await refusalOf(client.conversations.list({ cursor: "bm9wZQ==" }))).error).toBe("invalid_cursor");
});

it("marks shared channels, and refuses a large limit where told so", async () => {
  open = await openSandbox();
  const client = await open.installedClient(["channels:read"]);
  await open.control("channels/deploys", { action: "share" });
  await open.control("channels/security", { action: "share", with: "organization" });
  const info = async (channel: string) => (await client.conversations.info({ channel })).channel;
  expect(await info("C0ACMEDEP01")).toMatchObject({
    is_shared: true,
    is_ext_shared: true,
    is_org_shared: false,
  });
  expect(await info("C0ACMESEC01")).toMatchObject({
    is_shared: true,
    is_ext_shared: false,
    is_org_shared: true,
  });
  await open.control("settings", { limitTooLarge: "invalid_limit" });
  expect((await refusalOf(client.conversations.list({ limit: 1000 }))).error).toBe("invalid_limit");
  expect((await client.conversations.list({ limit: 999 })).ok).toBe(true);
});
