import fc from "fast-check";
import { expect, it } from "vitest";
import { asksNewer, newestFirst } from "#server/newest-first.ts";

it("walks through every row once, there and back", () => {
  const sizes = fc.record({ rows: fc.integer({ min: 0, max: 30 }), limit: fc.integer({ min: 1, max: 7 }) });
  fc.assert(
    fc.property(sizes, ({ rows, limit }) => {
      const all = Array.from({ length: rows }, (_, n) => rows - n);
      const ask = (at: { before?: string; after?: string }) => {
        const side = asksNewer(at)
          ? all.filter((row) => row > Number(at.after)).toReversed()
          : all.filter((row) => at.before === undefined || row < Number(at.before));
        return newestFirst(side.slice(0, limit + 1), { ...at, limit }, String);
      };
      const there = [ask({})];
      for (let older = there[0]?.older; older; older = there.at(-1)?.older)
        there.push(ask({ before: older }));
      expect(there.flatMap(({ page }) => page)).toEqual(all);
      expect(there[0]?.newer).toBeNull();
      const back = [there.at(-1)];
      for (let newer = back[0]?.newer; newer; newer = back.at(-1)?.newer) back.push(ask({ after: newer }));
      expect(back.toReversed().flatMap((one) => one?.page ?? [])).toEqual(all);
      for (const { page, newer, older } of [...there, ...back.slice(1)].filter((one) => one !== undefined)) {
        if (page.length === 0) continue;
        expect(newer).toBe(page[0] === all[0] ? null : String(page[0]));
        expect(older).toBe(page.at(-1) === all.at(-1) ? null : String(page.at(-1)));
      }
    }),
  );
});
