import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backtestInput, backtestSubscription } from "#server/subscriptions/backtest-subscription.ts";
import { createNotificationWorld, happen } from "#server/subscriptions/test-notifications.ts";

let world: Awaited<ReturnType<typeof createNotificationWorld>>;
let events: string[];

beforeAll(async () => {
  world = await createNotificationWorld();
  const { projectId, runtime } = world;
  events = [
    await happen(runtime, { projectId, environment: "prod", secretPath: "/payments/stripe" }),
    await happen(runtime, { projectId, environment: "prod", secretPath: "/app" }),
    await happen(runtime, { projectId, environment: "dev", secretPath: "/payments/stripe" }),
  ];
});
afterAll(() => world.drop());

const backtest = (draft: object, ctx = world.ctx) =>
  backtestSubscription(ctx, backtestInput.parse({ projectId: world.projectId, ...draft }));

describe("a draft tried against the last events", () => {
  it("counts and names what it would have matched, newest first", async () => {
    const found = await backtest({ eventTypes: ["access-request:*"], filter: { environments: ["prod"] } });
    expect(found).toMatchObject({ tried: 3, matched: 2, left: { type: 0, environment: 1, path: 0 } });
    expect(found.shown.map((event) => event.id)).toEqual([events[1], events[0]]);
  });

  it("says why it would have left the others", async () => {
    expect(await backtest({ eventTypes: ["access-request:review"] })).toMatchObject({
      matched: 0,
      left: { type: 3 },
    });
    const filter = { environments: ["prod"], pathGlob: "/payments/**" };
    expect(await backtest({ eventTypes: ["*"], filter })).toMatchObject({
      matched: 1,
      left: { type: 0, environment: 1, path: 1 },
    });
  });

  it("looks at the project's own events only, for people of the project", async () => {
    const other = await createNotificationWorld();
    await happen(other.runtime, { projectId: other.projectId });
    expect((await backtest({ eventTypes: ["*"] })).tried).toBe(3);
    await other.drop();
    await expect(backtest({ eventTypes: ["*"] }, world.as(world.stranger))).rejects.toMatchObject({
      code: "not_found",
    });
  });
});
