import { expect, it } from "vitest";
import { ALLOWED_UNLISTED, COMMON_ERRORS, METHOD_ERRORS } from "./documented-errors.ts";
import documented from "./documented-errors.json" with { type: "json" };

const lists = new Map<string, string[]>(Object.entries(documented));

it("emits only errors Slack documents for the method, or ones with a source of their own", () => {
  for (const [method, errors] of Object.entries(METHOD_ERRORS)) {
    const listed = lists.get(method);
    expect(listed, method).toBeDefined();
    for (const error of [...errors, ...COMMON_ERRORS]) {
      const supported = listed?.includes(error) || Object.hasOwn(ALLOWED_UNLISTED, error);
      expect(supported, `${method} answers ${error}`).toBe(true);
    }
  }
});

it("allows no error that is never emitted or is listed everywhere anyway", () => {
  const emitted = new Set<string>([...COMMON_ERRORS, ...Object.values(METHOD_ERRORS).flat()]);
  for (const [error, source] of Object.entries(ALLOWED_UNLISTED)) {
    expect(emitted.has(error), error).toBe(true);
    expect(source.length, error).toBeGreaterThan(20);
  }
});
