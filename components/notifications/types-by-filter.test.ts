import { expect, it } from "vitest";
import { typesByFilter } from "#components/notifications/types-by-filter.ts";

const plain = (...eventTypes: string[]) => ({ eventTypes, environments: [], pathGlob: null });
const inProd = (...eventTypes: string[]) => ({ eventTypes, environments: ["prod"], pathGlob: null });

it("tells types that always come from those that another subscription filters", () => {
  expect(typesByFilter([plain("a:create"), inProd("a:update", "b:create")])).toEqual({
    always: ["a:create"],
    filtered: ["a:update", "b:create"],
  });
});

it("counts what always comes anyway as no filtered type, patterns too", () => {
  const subscriptions = [plain("a:*", "b:create"), inProd("a:update", "a:*", "b:create")];
  expect(typesByFilter(subscriptions).filtered).toEqual([]);
});
