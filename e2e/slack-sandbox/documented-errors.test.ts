import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ALLOWED_UNLISTED, AUTHORIZE_ERRORS, COMMON_ERRORS, METHOD_ERRORS } from "./documented-errors.ts";
import documented from "./documented-errors.json" with { type: "json" };
import { RESPONSE_URL_ERRORS } from "./response-urls.ts";
import { WEBHOOK_ERRORS } from "./webhook-errors.ts";

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

it("allows no error that is never emitted", () => {
  const emitted = new Set<string>([...COMMON_ERRORS, ...Object.values(METHOD_ERRORS).flat()]);
  for (const [error, source] of Object.entries(ALLOWED_UNLISTED)) {
    expect(emitted.has(error), error).toBe(true);
    expect(source.length, error).toBeGreaterThan(20);
  }
});

it("cites a row of the fact sheet for every error that is no method's", () => {
  const tables = { ...AUTHORIZE_ERRORS, ...RESPONSE_URL_ERRORS, ...WEBHOOK_ERRORS };
  for (const [error, { row }] of Object.entries(tables)) expect(row, error).toMatch(/^[1-6](\.\d)?[,:]/);
});

const known = new Set<string>([
  ...COMMON_ERRORS,
  ...Object.values(METHOD_ERRORS).flat(),
  ...Object.keys(AUTHORIZE_ERRORS),
  ...Object.keys(RESPONSE_URL_ERRORS),
  ...Object.keys(WEBHOOK_ERRORS),
]);
const EMITTING = /\b(?:failure|refusal|trouble)\((?:world, )?"([a-z_]+)"/g;

it("names no error in its code that is in none of the tables", () => {
  const folder = new URL(".", import.meta.url);
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  const named = files
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .flatMap((file) => [...readFileSync(new URL(file, folder), "utf8").matchAll(EMITTING)])
    .map((match) => match[1] ?? "");
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((error) => !known.has(error))).toEqual([]);
});
