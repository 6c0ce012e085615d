import { expect, it } from "vitest";
import { agreementOf, checkpointDue } from "#server/audit/checkpoint-policy.ts";

it("checkpoints come due by time, by number, by a new segment and by the stop", () => {
  const now = new Date("2026-11-21T12:00:00Z");
  const end = { segment: 1, number: 500, chainHash: new Uint8Array(32) };
  const last = { segment: 1, number: 400, at: now };
  const ask = (over: object) => checkpointDue({ end, last, now, stopping: false, ...over });
  expect(ask({})).toBe(false);
  expect(ask({ stopping: true })).toBe(true);
  expect(ask({ last: null })).toBe(true);
  expect(ask({ last: { ...last, at: new Date(now.getTime() - 60_000) } })).toBe(true);
  expect(ask({ end: { ...end, number: 1_400 } })).toBe(true);
  expect(ask({ end: { ...end, segment: 2 } })).toBe(true);
  expect(ask({ end: { ...end, number: 400 }, stopping: true })).toBe(false);
  expect(ask({ end: { ...end, number: 0 }, last: null, stopping: true })).toBe(false);
});

it("tells a chain that is behind from one that is another", () => {
  const at = (segment: number, number: number, fill = 1) => ({
    segment,
    number,
    chainHash: new Uint8Array(32).fill(fill),
  });
  const then = at(1, 5).chainHash;
  expect(agreementOf(at(1, 4), at(1, 5), null)).toBe("behind");
  expect(agreementOf(at(1, 9), at(2, 5), null)).toBe("behind");
  expect(agreementOf(at(1, 9), at(1, 5), then)).toBe("fits");
  expect(agreementOf(at(2, 9), at(1, 50), null)).toBe("fits");
  expect(agreementOf(at(1, 9), at(1, 5), at(1, 5, 2).chainHash)).toBe("differs");
});
