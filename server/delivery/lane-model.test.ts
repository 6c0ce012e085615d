import fc from "fast-check";
import { expect, it } from "vitest";
import { countToFold, digestMax } from "#server/delivery/fold.ts";
import type { Outcome } from "#server/delivery/outcome.ts";
import { chooseStep, decideDelivery, probeWaitMs } from "#server/delivery/policy.ts";

/** A lane in memory, driven by the same pure decisions as run-lane.ts. */
type Row = {
  id: string;
  order: number;
  since: Date;
  tries: number;
  digestId: string | null;
  nextTryAt: Date;
  steppedAside: boolean;
  maybeDuplicate: boolean;
  state: string;
};
type Request = { ids: string[]; first: boolean; outcome: Outcome["kind"]; as: string };

const failure = { code: "x", sentence: "It failed.", remedy: "none" as const };
const outcomes: Outcome[] = [
  ...Array.from({ length: 5 }, (): Outcome => ({ kind: "delivered" })),
  { kind: "retry", ...failure, isTry: true },
  { kind: "retry", ...failure, isTry: false, retryAfterMs: 3_000 },
  { kind: "unknown", ...failure },
  { kind: "rejected", ...failure },
  { kind: "destination-broken", ...failure },
];

function byOrder(a: Row, b: Row) {
  return a.order - b.order;
}

/** Runs a lane to its end: what came when, what each request came to, and when the destination stopped holding back. */
function run(
  arrivals: number[],
  fates: Outcome[],
  heldUntil: Date | null,
): { rows: Row[]; requests: Request[] } {
  const rows: Row[] = [];
  const requests: Request[] = [];
  let now = 0;
  let fate = 0;
  const arriving = [...arrivals].sort((a, b) => a - b);
  for (let steps = 0; steps < 3_000; steps++) {
    for (; arriving.length > 0 && (arriving[0] ?? 0) <= now; arriving.shift()) {
      const at = new Date(arriving[0] ?? 0);
      const fresh = {
        tries: 0,
        digestId: null,
        steppedAside: false,
        maybeDuplicate: false,
        state: "waiting",
      };
      rows.push({ id: `d${rows.length}`, order: rows.length, since: at, nextTryAt: at, ...fresh });
    }
    const waiting = rows.filter((row) => row.state === "waiting");
    if (waiting.length === 0 && arriving.length === 0) break;
    const inOrder = waiting.filter((row) => !row.steppedAside).sort(byOrder);
    const aside = waiting.filter((row) => row.steppedAside);
    const [head = null] = inOrder;
    const next =
      inOrder.find((row) => row !== head && (!head?.digestId || row.digestId !== head.digestId)) ?? null;
    const earliest = [...aside].sort(
      (a, b) => a.nextTryAt.getTime() - b.nextTryAt.getTime() || byOrder(a, b),
    )[0];
    const step = chooseStep({ head, next, aside: earliest ?? null }, new Date(now));
    if (step.do !== "send") {
      const until = step.do === "wait" ? step.until.getTime() : Number.POSITIVE_INFINITY;
      now = Math.min(until, arriving[0] ?? Number.POSITIVE_INFINITY);
      continue;
    }
    const chosen = waiting.find((row) => row.id === step.id);
    const count = step.as === "head" ? countToFold(inOrder, heldUntil, new Date(now)) : 0;
    const leaving = chosen?.digestId
      ? waiting.filter((row) => row.digestId === chosen.digestId).sort(byOrder)
      : count > 0
        ? inOrder.slice(0, count)
        : waiting.filter((row) => row.id === step.id);
    const digestId = `a${requests.length}`;
    if (leaving.length > 1) for (const row of leaving) row.digestId ??= digestId;
    const outcome = fates[fate++ % fates.length] ?? { kind: "delivered" };
    const first = leaving.every((row) => row.tries === 0);
    requests.push({ ids: leaving.map((row) => row.id), first, outcome: outcome.kind, as: step.as });
    for (const row of leaving) {
      const decision = decideDelivery(row, outcome, 0, leaving.length > 1);
      row.state = decision.state;
      if (decision.state !== "waiting") continue;
      const headNext = step.as === "probe" && head ? head.nextTryAt : null;
      const wait = headNext ? probeWaitMs(decision.waitMs, headNext, new Date(now)) : decision.waitMs;
      row.tries = decision.tries;
      row.nextTryAt = new Date(now + wait);
      row.steppedAside = decision.stepAside;
      if (decision.unfold) row.digestId = null;
    }
    if (step.as === "probe" && (outcome.kind === "delivered" || outcome.kind === "rejected") && head) {
      for (const row of waiting)
        if (row === head || (head.digestId && row.digestId === head.digestId)) row.steppedAside = true;
    }
    now += 1_000;
  }
  return { rows, requests };
}

it("carries every delivery in exactly one request that arrives or to its own end, first tries in order, digests whole", () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 60 });
  const fates = fc
    .array(fc.constantFrom(...outcomes), { minLength: 1, maxLength: 30 })
    .map((list): Outcome[] => [
      ...list,
      // Somebody mends it in the end.
      { kind: "delivered" },
    ]);
  const held = fc.option(fc.integer({ min: 0, max: 90_000 }).map((at) => new Date(at)));
  fc.assert(
    fc.property(arrivals, fates, held, (arrived, fated, heldUntil) => {
      const { rows, requests } = run(arrived, fated, heldUntil);
      expect(rows).toHaveLength(arrived.length);
      for (const row of rows) {
        expect(["delivered", "rejected", "failed"]).toContain(row.state);
        const carrying = requests.filter((request) => request.ids.includes(row.id));
        const arrivedIn = carrying.filter((request) => request.outcome === "delivered");
        expect(arrivedIn).toHaveLength(row.state === "delivered" ? 1 : 0);
      }
      const seen = new Set<string>();
      const firsts = requests.flatMap(({ ids }) => ids.filter((id) => !seen.has(id) && seen.add(id)));
      expect(firsts).toEqual(rows.map((row) => row.id));
      for (const [n, { ids, first, outcome }] of requests.entries()) {
        const later = requests.slice(n + 1).filter((request) => request.ids.some((id) => ids.includes(id)));
        if (ids.length > 1 && outcome === "rejected")
          expect(later.every((r) => r.ids.length === 1)).toBe(true);
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids.length).toBeLessThanOrEqual(digestMax);
        // What was tried is never folded anew: a digest is tried again as it was, or comes apart.
        const whole = requests.find(
          (earlier) => earlier.ids.includes(ids[0] ?? "") && earlier.ids.length > 1,
        );
        if (ids.length > 1 && !first) expect(ids).toEqual(whole?.ids);
      }
    }),
    { numRuns: 300 },
  );
});
