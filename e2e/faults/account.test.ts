import { describe, expect, it } from "vitest";
import { account, type Evidence, type Kept } from "./account.ts";

const told = (key: string, over = {}) => ({
  key,
  emitted: "accepted" as const,
  rolledBack: false,
  producer: 0,
  ...over,
});
const kept = (key: string, order: number, over: Partial<Kept> = {}): Kept => ({
  key,
  position: order,
  channelId: "C1",
  laneClass: "normal",
  laneOrder: order,
  state: "delivered",
  reasonCode: null,
  steppedAside: false,
  attempts: [{ id: `a${order}`, outcome: "delivered" }],
  ...over,
});
const stored = (keys: string[], over = {}) => ({
  channelId: "C1",
  keys,
  digest: keys.length > 1,
  labelled: false,
  ...over,
});
const good: Evidence = {
  told: [told("a"), told("b"), told("c"), told("undone", { emitted: "refused", rolledBack: true })],
  outbox: [],
  deliveries: [kept("a", 1), kept("b", 2), kept("c", 3, { attempts: [{ id: "a2", outcome: "delivered" }] })],
  messages: [stored(["a"]), stored(["b", "c"])],
};

describe("the account of a scenario", () => {
  it("has nothing to say where every event arrived once and in order", () => {
    expect(account(good)).toEqual({
      ...{ accepted: 3, delivered: 3, digests: 1 },
      ...{ labelled: 0, unlabelled: 0, lost: 0, outOfOrder: 0, problems: [] },
    });
  });

  it("counts as lost what Slack does not have, whatever the database says", () => {
    expect(account({ ...good, messages: [stored(["a"]), stored(["b"])] })).toMatchObject({
      delivered: 2,
      lost: 1,
      problems: ["c counts as delivered and Slack has nothing."],
    });
  });

  it("counts as lost what was accepted and is in no table any more", () => {
    const deliveries = good.deliveries.filter(({ key }) => key !== "a");
    expect(account({ ...good, deliveries, messages: [stored(["b", "c"])] })).toMatchObject({
      accepted: 3,
      lost: 1,
      problems: ["a was accepted and is gone."],
    });
  });

  it("counts what its producer did not hear of, once it is there", () => {
    const unheard = [
      told("a", { emitted: "unknown" }),
      told("b"),
      told("c"),
      told("d", { emitted: "unknown" }),
    ];
    expect(account({ ...good, told: unheard })).toMatchObject({ accepted: 3, lost: 0 });
  });

  it("tells a labelled duplicate after an unknown end from every other", () => {
    const unknown = kept("a", 1, {
      attempts: [
        { id: "a0", outcome: "unknown" },
        { id: "a1", outcome: "delivered" },
      ],
    });
    const deliveries = [unknown, ...good.deliveries.slice(1)];
    const twice = (labelled: boolean) => [stored(["a"]), stored(["a"], { labelled }), stored(["b", "c"])];
    expect(account({ ...good, deliveries, messages: twice(true) })).toMatchObject({
      labelled: 1,
      unlabelled: 0,
    });
    expect(account({ ...good, deliveries, messages: twice(false) })).toMatchObject({
      labelled: 0,
      unlabelled: 1,
    });
    expect(
      account({ ...good, messages: twice(true) }),
      "labelled, and no request ended unknown",
    ).toMatchObject({
      labelled: 0,
      unlabelled: 1,
    });
  });

  it("sees what overtook at Slack, within a digest, and in the requests", () => {
    const turned = (messages: Evidence["messages"]) => account({ ...good, messages }).outOfOrder;
    expect(turned([stored(["b", "c"]), stored(["a"])])).toBe(1);
    expect(turned([stored(["a"]), stored(["c", "b"])])).toBe(1);
    const deliveries = [
      kept("a", 1, { attempts: [{ id: "a9", outcome: "delivered" }] }),
      kept("b", 2),
      kept("c", 3),
    ];
    expect(account({ ...good, deliveries }).outOfOrder).toBe(1);
  });

  it("lets classes and what stepped aside pass, and no producer's second event", () => {
    const urgent = [kept("a", 1), kept("b", 2), kept("c", 3, { laneClass: "urgent" })];
    const messages = [stored(["c"]), stored(["a"]), stored(["b"])];
    expect(account({ ...good, deliveries: urgent, messages }).outOfOrder).toBe(0);
    const aside = [kept("a", 1, { steppedAside: true }), kept("b", 2), kept("c", 3)];
    expect(
      account({ ...good, deliveries: aside, messages: [stored(["b", "c"]), stored(["a"])] }).outOfOrder,
    ).toBe(0);
    const swapped = [told("b"), told("a"), told("c")];
    expect(account({ ...good, told: swapped }).outOfOrder).toBe(1);
  });

  it("names what was rolled back and is told of, what nobody emitted, and what nobody ended", () => {
    const messages = [...good.messages, stored(["undone"]), stored(["who"])];
    const problems = account({ ...good, messages }).problems.join(" ");
    expect(problems).toContain("undone is told of though its change was rolled back");
    expect(problems).toContain("Slack has who, which nobody emitted");
    const twice = kept("a", 1, {
      attempts: [
        { id: "a0", outcome: "delivered" },
        { id: "a1", outcome: "delivered" },
        { id: "a2", outcome: null },
      ],
    });
    const more = account({ ...good, deliveries: [twice, ...good.deliveries.slice(1)] }).problems.join(" ");
    expect(more).toContain("recorded as delivered by 2 requests");
    expect(more).toContain("a request that nobody ended");
  });
});
