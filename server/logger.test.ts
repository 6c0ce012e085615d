import { expect, test } from "vitest";
import { createLogger } from "#server/logger.ts";
import { REDACTED } from "#server/redact-text.ts";

function lineOf(entry: object, message = "hello", secrets: string[] = []): string {
  const lines: string[] = [];
  createLogger("info", { write: (line) => void lines.push(line) }, secrets).info(entry, message);
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

test.each([
  ["a bot token", "xoxb-1234567890-abcDEF", "1234567890-abcDEF"],
  ["a rotating token", "xoxe.xoxp-1-Mi0yLTEyMzQ", "Mi0yLTEyMzQ"],
  ["an app token", "xapp-1-A0123-456-fedcba", "456-fedcba"],
  ["a client secret of an identity", "bws_q7Vd8wY2ZsKk1nM4", "q7Vd8wY2ZsKk1nM4"],
  ["an access token", "bwt_q7Vd8wY2ZsKk1nM4", "q7Vd8wY2ZsKk1nM4"],
  ["an incoming webhook", "https://hooks.slack.com/services/T0AB/B0CD/eFgHiJkL", "eFgHiJkL"],
  ["an authorization header", "authorization: Bearer q7Vd8wY2.ZsKk", "q7Vd8wY2.ZsKk"],
  ["a password in an address", "connect postgresql://ada:p4ss-w0rd@db/bellwire", "p4ss-w0rd"],
  ["an invitation", "GET /invitations/q7Vd8wY2ZsKk1nM4q7Vd", "q7Vd8wY2ZsKk1nM4q7Vd"],
  ["a code of OAuth", "/callback?code=12345.678&state=abc.def", "12345.678"],
  ["a session's cookie", "next-auth.session-token=eyJhbGciOi.J9; Path=/", "eyJhbGciOi.J9"],
  ["JSON in a text", '{"client_secret":"5a17","ok":true}', "5a17"],
])("%s is taken out of messages, errors and nested texts by its looks", (_, text, secret) => {
  for (const line of [
    lineOf({}, text),
    lineOf({ err: new Error(`it broke: ${text}`) }),
    lineOf({ deep: [{ detail: text }] }),
    lineOf({ detail: JSON.stringify({ text }) }),
  ]) {
    expect(line).not.toContain(secret);
    expect(line).toContain(REDACTED);
    expect(() => JSON.parse(line)).not.toThrow();
  }
});

test("ordinary sentences and ids stay as they are", () => {
  for (const text of [
    "Send an access token as Authorization: Bearer <token>, or sign in.",
    "the worker could not claim lanes and tries again",
    "GET /api/v1/projects/0199e6f3-6c1f-7d22-9f51-6f7c3f5f0f11/deliveries?limit=20 in 12 ms",
    "http://localhost:3000/instance/users at 10:20:30",
  ]) {
    expect(JSON.parse(lineOf({}, text)).msg).toBe(text);
  }
});

test("what the process itself must keep secret is taken out in every form", () => {
  const secret = 'p4"ss wörd/+';
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString("base64"),
    JSON.stringify(secret),
  ];
  for (const form of forms) {
    const line = lineOf({ detail: form }, `said ${form}`, [secret]);
    for (const other of forms) expect(line).not.toContain(other);
    expect(JSON.parse(line).msg).toContain(REDACTED);
  }
});

test("what a child logger is bound to is redacted too", () => {
  const lines: string[] = [];
  const logger = createLogger("info", { write: (line) => void lines.push(line) });
  logger.child({ botToken: "s3cr3t", deliveryId: "d1" }).info("sent");
  expect(lines.join("")).not.toContain("s3cr3t");
  expect(JSON.parse(lines.join("")).deliveryId).toBe("d1");
});
