import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { SlackFailure } from "#server/slack/client.ts";
import { slackErrors } from "#server/slack/error-table.ts";
import { classifySlackError, describeSlackFailure, orAsPlainText } from "#server/slack/errors.ts";

const fixture = z.object({ errors: z.array(z.string()) });
const documented = fixture.parse(
  JSON.parse(await readFile(new URL("./fixtures/post-message-errors.json", import.meta.url), "utf8")),
);

const platform = (error: string, more: Record<string, unknown> = {}): SlackFailure => ({
  ok: false,
  kind: "platform",
  error,
  data: { error, ...more },
});

/** The class of each documented error; whatever is not named here rejects the one message. */
const classes: Record<string, string[]> = {
  "connection-broken": [
    "account_inactive",
    "invalid_auth",
    "not_authed",
    "token_revoked",
    "token_expired",
    "missing_scope",
    "no_permission",
    "not_allowed_token_type",
    "access_denied",
    "accesslimited",
    "team_access_not_granted",
    "app_access_restricted",
    "enterprise_is_restricted",
    "two_factor_setup_required",
  ],
  "destination-broken": [
    "channel_not_found",
    "not_in_channel",
    "is_archived",
    "is_inactive",
    "messages_tab_disabled",
    "team_not_found",
    "restricted_action",
    "restricted_action_read_only_channel",
    "restricted_action_thread_only_channel",
    "ekm_access_denied",
  ],
  retry: [
    "ratelimited",
    "rate_limited",
    "service_unavailable",
    "team_added_to_org",
    "org_login_required",
    "message_limit_exceeded",
  ],
  unknown: ["internal_error", "fatal_error", "request_timeout"],
};

describe("every documented error of posting", () => {
  test.each(documented.errors)("%s has a deliberate class and a sentence", (error) => {
    expect(slackErrors.has(error)).toBe(true);
    const wanted = Object.entries(classes).find(([, errors]) => errors.includes(error))?.[0] ?? "rejected";
    const outcome = classifySlackError(platform(error));
    expect(outcome.kind).toBe(wanted);
    expect(outcome.sentence).toMatch(/^[A-Z].*\.$/s);
  });
});

test("an error that nobody documented rejects the message and not the connection", () => {
  const outcome = classifySlackError(platform("brand_new_error"));
  expect(outcome).toMatchObject({ kind: "rejected", code: "brand_new_error" });
  expect(outcome.sentence).toContain("brand_new_error");
});

test("a property every object has is no documented error", () => {
  expect(classifySlackError(platform("constructor")).kind).toBe("rejected");
});

test("an archived channel is told in the words of the design", () => {
  expect(classifySlackError(platform("is_archived")).sentence).toBe(
    "Slack says this channel is archived. Messages wait here. Choose another channel, or unarchive it in Slack and press Try again.",
  );
});

test("a channel that the bot cannot see is mended by the exact invite line", () => {
  const named = { channel: "#secrets-private", botName: "bellwire" };
  const outcome = classifySlackError(platform("channel_not_found"), named);
  expect(outcome).toMatchObject({ kind: "destination-broken", remedy: "invite-bot" });
  expect(outcome.sentence).toContain("/invite @bellwire");
  expect(outcome.sentence).toContain("#secrets-private");
});

test("a missing scope is named as it is called today, and again when it is read back", () => {
  const outcome = classifySlackError(platform("missing_scope", { needed: "chat:write:bot" }));
  expect(outcome).toMatchObject({
    kind: "connection-broken",
    code: "missing_scope:chat:write",
    remedy: "reconnect",
  });
  expect(outcome.sentence).toContain("the scope chat:write.");
  expect(describeSlackFailure(outcome.code)).toMatchObject({
    sentence: outcome.sentence,
    remedy: "reconnect",
  });
});

test("a 429 waits as long as asked and is not a try", () => {
  const outcome = classifySlackError({ ok: false, kind: "rate_limited", retryAfterMs: 3_600_000 });
  expect(outcome).toMatchObject({ kind: "retry", isTry: false, retryAfterMs: 3_600_000 });
});

test("a rate limit told in a 200 waits for its header, or half a minute", () => {
  expect(
    classifySlackError(platform("rate_limited", { response_metadata: { retryAfter: 7 } })),
  ).toMatchObject({
    isTry: false,
    retryAfterMs: 7_000,
  });
  expect(classifySlackError(platform("ratelimited"))).toMatchObject({ isTry: false, retryAfterMs: 30_000 });
});

test.each<[string, SlackFailure, string]>([
  ["a refused connection", { ok: false, kind: "network", refused: true, message: "ECONNREFUSED" }, "retry"],
  ["a lost connection", { ok: false, kind: "network", refused: false, message: "ECONNRESET" }, "unknown"],
  ["a timeout", { ok: false, kind: "timeout" }, "unknown"],
  ["HTTP 500", { ok: false, kind: "http", status: 500, body: "" }, "unknown"],
  ["HTTP 403 of something in between", { ok: false, kind: "http", status: 403, body: "" }, "retry"],
  ["a 200 that is not JSON", { ok: false, kind: "not_json", body: "<html>" }, "unknown"],
])("%s has its class", (_name, failure, kind) => {
  const outcome = classifySlackError(failure);
  expect(outcome.kind).toBe(kind);
  if (outcome.kind === "retry") expect(outcome.isTry).toBe(true);
});

test.each([
  ["invalid_blocks", "retry"],
  ["invalid_blocks_format", "retry"],
  ["msg_blocks_too_long", "retry"],
  ["msg_too_long", "rejected"],
  ["no_text", "rejected"],
  ["is_archived", "destination-broken"],
])("where only the layout is refused, plain text follows: %s is %s", (error, kind) => {
  const outcome = orAsPlainText(classifySlackError(platform(error)));
  expect(outcome.kind).toBe(kind);
  if (outcome.kind === "retry") expect(outcome).toMatchObject({ isTry: false, asPlainText: true });
});
