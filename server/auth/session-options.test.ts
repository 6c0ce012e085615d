import { getServerSession } from "next-auth";
import { expect, it, vi } from "vitest";
import { sessionOptions } from "#server/auth/session-options.ts";
import { parseEnv } from "#server/env.ts";
import { createLogger } from "#server/logger.ts";

it("takes a cookie that is not ours for none, without a word on the console or above debug in the log", async () => {
  const spies = (["error", "warn", "log"] as const).map((name) => vi.spyOn(console, name));
  const lines: { level: string; code: string }[] = [];
  const logger = createLogger("debug", { write: (line) => void lines.push(JSON.parse(line)) });
  const env = parseEnv({ NODE_ENV: "test", APP_URL: "http://localhost:3000" });
  const options = { ...sessionOptions({ env, logger }), secret: "a".repeat(64) };
  const request = {
    headers: { host: "localhost:3000" },
    cookies: { "next-auth.session-token": "eyJhbGciOiJkaXIifQ..garbage.garbage.garbage" },
  };
  const response = { getHeader: () => [], setHeader: () => {} };
  // @ts-expect-error only what next-auth reads of a request and an answer
  expect(await getServerSession(request, response, options)).toBe(null);
  expect(lines).toContainEqual(expect.objectContaining({ level: "debug", code: "JWT_SESSION_ERROR" }));
  expect(lines.filter(({ level }) => level !== "debug")).toEqual([]);
  for (const spy of spies) expect(spy).not.toHaveBeenCalled();
});
