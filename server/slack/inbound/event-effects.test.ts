import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lockLanes } from "#server/delivery/lanes.ts";
import { newId } from "#server/ids.ts";
import {
  createInboundBench,
  type InboundBench,
  type SlackEvent,
} from "#server/slack/inbound/inbound-bench.ts";

let bench: InboundBench;

beforeAll(async () => {
  bench = await createInboundBench();
});
afterAll(() => bench.stop());
beforeEach(() => bench.renew());

const both = (code: string | null) => [code, code];

describe("an event", () => {
  it.each<[string, SlackEvent, string | null, (string | null)[]]>([
    ["that the app was removed", { type: "app_uninstalled" }, "account_inactive", both(null)],
    [
      "that our bot's token was revoked",
      { type: "tokens_revoked", tokens: { bot: ["U1"] } },
      "token_revoked",
      both(null),
    ],
    [
      "that other tokens were revoked",
      { type: "tokens_revoked", tokens: { oauth: ["U1"], bot: ["U7"] } },
      null,
      both(null),
    ],
    ["that tokens were revoked, without a list", { type: "tokens_revoked", tokens: {} }, null, both(null)],
    ["that a channel was archived", { type: "channel_archive", channel: "C1" }, null, ["is_archived", null]],
    [
      "that a private channel was archived",
      { type: "group_archive", channel: "C2" },
      null,
      [null, "is_archived"],
    ],
    [
      "that a channel was deleted",
      { type: "channel_deleted", channel: "C1" },
      null,
      ["channel_deleted", null],
    ],
    [
      "that the app left a private channel",
      { type: "group_left", channel: "C2" },
      null,
      [null, "not_in_channel"],
    ],
    [
      "that our bot left a channel",
      { type: "member_left_channel", channel: "C2", user: "U1" },
      null,
      [null, "not_in_channel"],
    ],
    [
      "that somebody else left a channel",
      { type: "member_left_channel", channel: "C2", user: "U9" },
      null,
      both(null),
    ],
    ["about a channel nobody chose", { type: "channel_archive", channel: "C9" }, null, both(null)],
    ["of a type we do not know", { type: "reaction_added" }, null, both(null)],
    ["of an unexpected shape", { type: "channel_archive", channel: { id: "C1" } }, null, both(null)],
  ])("%s does what it means", async (_, event, connection, channels) => {
    expect((await bench.send(event)).status).toBe(200);
    expect(await bench.standing()).toMatchObject({ connection, channels });
  });

  it("that the app left a public channel changes nothing where it may write from outside", async () => {
    await bench.runtime.db.workflowIntegration.update({
      where: { id: bench.place().integrationId },
      data: { scopes: ["chat:write", "chat:write.public"] },
    });
    await bench.send({ type: "channel_left", channel: "C1" });
    expect((await bench.standing()).channels).toEqual([null, null]);
  });

  it("counts once, however often and however simultaneously it comes", async () => {
    const over = { id: `Ev${newId()}` };
    await Promise.all(
      Array.from({ length: 8 }, () => bench.send({ type: "channel_archive", channel: "C1" }, over)),
    );
    await bench.runtime.db.destination.updateMany({
      where: { projectId: bench.place().projectId },
      data: { brokenCode: null },
    });
    expect((await bench.send({ type: "channel_archive", channel: "C1" }, over)).status).toBe(200);
    expect((await bench.standing()).channels).toEqual([null, null]);
    const { projectId } = bench.place();
    expect(
      await bench.runtime.db.auditEntry.count({ where: { projectId, action: "destination.broken" } }),
    ).toBe(1);
  });

  it("of another app or workspace changes nothing here", async () => {
    await bench.send({ type: "app_uninstalled" }, { app: "A2" });
    await bench.send({ type: "app_uninstalled" }, { team: "TOTHER" });
    expect((await bench.standing()).connection).toBeNull();
  });

  it("concerns every organization that connected the workspace", async () => {
    const other = await bench.workspace(bench.teamId());
    await bench.send({ type: "app_uninstalled" });
    expect([(await bench.standing()).connection, (await bench.standing(other)).connection]).toEqual(
      both("account_inactive"),
    );
  });

  it("that comes after a reconnect but tells of before changes nothing, in either order", async () => {
    const before = new Date(bench.clock.now().getTime() - 60_000);
    await bench.runtime.db.workflowIntegration.update({
      where: { id: bench.place().integrationId },
      data: { tokenStoredAt: bench.clock.now() },
    });
    await bench.send({ type: "tokens_revoked", tokens: { bot: ["U1"] } }, { at: before });
    await bench.send({ type: "app_uninstalled" }, { at: before });
    expect((await bench.standing()).connection).toBeNull();
    await bench.send({ type: "app_uninstalled" }, { at: new Date(bench.clock.now().getTime() + 1_000) });
    expect((await bench.standing()).connection).toBe("account_inactive");
  });
});

describe("a channel", () => {
  const later = (seconds: number) => ({ at: new Date(bench.clock.now().getTime() + seconds * 1_000) });

  it("that is unarchived works again, and what waited is due", async () => {
    await bench.send({ type: "channel_archive", channel: "C1" }, later(0));
    await bench.send({ type: "channel_unarchive", channel: "C1" }, later(2));
    expect((await bench.standing()).channels).toEqual([null, null]);
    const [destination] = (await bench.standing()).destinations;
    expect(destination?.name).toBe("#general");
  });

  it("stays as it was told last when events come in disorder", async () => {
    await bench.send({ type: "channel_unarchive", channel: "C1" }, later(5));
    await bench.send({ type: "channel_archive", channel: "C1" }, later(1));
    expect((await bench.standing()).channels).toEqual([null, null]);
    await bench.send({ type: "channel_archive", channel: "C1" }, later(9));
    await bench.send({ type: "channel_unarchive", channel: "C1" }, later(7));
    expect((await bench.standing()).channels).toEqual(["is_archived", null]);
  });

  it("takes the bot's return as mended, but not another's, and not what else is wrong", async () => {
    await bench.send({ type: "group_left", channel: "C2" }, later(0));
    await bench.send({ type: "member_joined_channel", channel: "C2", user: "U9" }, later(1));
    expect((await bench.standing()).channels).toEqual([null, "not_in_channel"]);
    await bench.send({ type: "channel_archive", channel: "C1" }, later(1));
    await bench.send({ type: "member_joined_channel", channel: "C1", user: "U1" }, later(2));
    await bench.send({ type: "member_joined_channel", channel: "C2", user: "U1" }, later(2));
    expect((await bench.standing()).channels).toEqual(["is_archived", null]);
  });

  it("shows its new name", async () => {
    await bench.send({ type: "channel_rename", channel: { id: "C1", name: "town-square" } });
    expect((await bench.standing()).destinations[0]).toMatchObject({ name: "#town-square", channelId: "C1" });
  });

  it("that was not found at its old id works again at the new one, and what else is wrong stays", async () => {
    const { integrationId, projectId } = bench.place();
    const breakAll = (channelId: string, brokenCode: string) =>
      bench.runtime.db.destination.updateMany({ where: { integrationId, channelId }, data: { brokenCode } });
    await breakAll("C1", "channel_not_found");
    await breakAll("C2", "restricted_action");
    for (const from of ["C1", "C2"]) {
      await bench.send({ type: "channel_id_changed", old_channel_id: from, new_channel_id: `${from}77` });
    }
    expect(await bench.standing()).toMatchObject({
      channels: [null, "restricted_action"],
      destinations: [{ channelId: "C177" }, { channelId: "C277" }],
    });
    const where = { projectId, action: "destination.mended" };
    expect(await bench.runtime.db.auditEntry.findMany({ where })).toMatchObject([
      { targetName: "#general", before: { reason: "channel_not_found" }, actorName: "Slack" },
    ]);
  });

  it("is written only behind its lane, as whoever holds that writes the channel next", async () => {
    const { db, pool } = bench.runtime;
    const { id } = await db.destination.findFirstOrThrow({
      where: { integrationId: bench.place().integrationId, channelId: "C1" },
    });
    await db.destination.update({ where: { id }, data: { brokenCode: "channel_not_found" } });
    await db.lane.create({ data: { destinationId: id, laneClass: "normal" } });
    const waits = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const { told } = await db.$transaction(async (tx) => {
      await lockLanes(tx, [id]);
      const sent = bench.send({ type: "channel_id_changed", old_channel_id: "C1", new_channel_id: "C77" });
      await expect.poll(async () => (await pool.query(waits)).rowCount).toBe(1);
      await tx.destination.update({ where: { id }, data: { name: "#held" } });
      return { told: sent };
    });
    expect((await told).status).toBe(200);
    expect((await bench.standing()).destinations[0]).toMatchObject({ channelId: "C77", brokenCode: null });
  });

  it("is followed to its new id", async () => {
    await bench.send({ type: "channel_id_changed", old_channel_id: "C1", new_channel_id: "C77" });
    expect((await bench.standing()).destinations[0]).toMatchObject({ name: "#general", channelId: "C77" });
    expect(
      await bench.runtime.db.slackChannel.count({
        where: { integrationId: bench.place().integrationId, channelId: "C77" },
      }),
    ).toBe(1);
  });
});
