import { expect, test } from "vitest";
import { createLogger } from "#server/logger.ts";

function lineOf(entry: object): string {
  const lines: string[] = [];
  createLogger("info", { write: (line) => void lines.push(line) }).info(entry, "hello");
  return lines.join("");
}

test("sensitive keys are redacted at any depth, whatever their case", () => {
  const line = lineOf({
    botToken: "xoxb-1",
    request: { headers: { Authorization: "Bearer abc", "set-cookie": ["sid=1"] } },
    list: [{ client_secret: "s3" }, { userPassword: "p4" }],
  });
  for (const leaked of ["xoxb-1", "Bearer abc", "sid=1", "s3", "p4"]) expect(line).not.toContain(leaked);
});

test("errors keep their message and stack but not sensitive fields", () => {
  const line = lineOf({ err: Object.assign(new Error("it broke"), { token: "xoxb-2" }) });
  expect(line).toContain("it broke");
  expect(line).toContain("logger.test");
  expect(line).not.toContain("xoxb-2");
});

test("a value that contains itself is logged instead of thrown", () => {
  const loop: Record<string, unknown> = { name: "loop" };
  loop.self = loop;
  expect(lineOf({ loop })).toContain("[circular]");
});

test("a line is JSON with the level's name and an ISO time", () => {
  expect(JSON.parse(lineOf({ projectId: "p1" }))).toMatchObject({
    level: "info",
    time: expect.stringMatching(/^\d{4}-.*Z$/),
    projectId: "p1",
    msg: "hello",
  });
});
