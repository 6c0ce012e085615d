import { describe, expect, it } from "vitest";
import type { Outcome } from "#server/delivery/outcome.ts";
import { judgeAnswer, ruleOf } from "#server/destinations/slack-webhook/judge-answer.ts";
import { failed } from "#server/egress/outcome.ts";
import { refused } from "#server/egress/rules.ts";
import { WEBHOOK_ERRORS } from "../../../e2e/slack-sandbox/webhook-errors.ts";

const answered = (status: number, body: string, headers: Record<string, string> = {}) => ({
  kind: "answered" as const,
  status,
  headers,
  body: Buffer.from(body),
  truncated: false,
});
const judge = (status: number, body: string, headers?: Record<string, string>) =>
  judgeAnswer(answered(status, body, headers), "Ops room");

/** What the fact sheet's client rule makes of each error. */
const kinds: Record<keyof typeof WEBHOOK_ERRORS, Outcome["kind"]> = {
  invalid_payload: "rejected",
  user_not_found: "rejected",
  no_text: "rejected",
  missing_text_or_fallback_or_attachments: "rejected",
  invalid_blocks: "rejected",
  invalid_blocks_format: "rejected",
  too_many_attachments: "rejected",
  action_prohibited: "destination-broken",
  posting_to_general_channel_denied: "destination-broken",
  invalid_token: "destination-broken",
  channel_not_found: "destination-broken",
  no_service: "destination-broken",
  no_active_hooks: "destination-broken",
  no_team: "destination-broken",
  no_service_id: "destination-broken",
  team_disabled: "destination-broken",
  channel_is_archived: "destination-broken",
  rate_limited: "retry",
  rollup_error: "unknown",
};
const variants = Object.entries(kinds).flatMap(([error, kind]) => {
  const known: { status: number; other?: number } = Object.entries(WEBHOOK_ERRORS).find(
    ([e]) => e === error,
  )?.[1] ?? {
    status: 0,
  };
  return [known.status, known.other].flatMap((status) => (status ? [{ error, status, kind }] : []));
});

describe("an answer of an incoming webhook", () => {
  it.each(variants)("$error with HTTP $status means $kind", ({ error, status, kind }) => {
    const outcome = judge(status, error);
    expect(outcome.kind).toBe(kind);
    if (outcome.kind === "destination-broken") {
      expect(outcome).toMatchObject({
        code: error,
        sentence: expect.stringContaining("Messages wait here."),
      });
      expect(["replace-webhook", "unarchive"]).toContain(outcome.remedy);
      expect(ruleOf(outcome.code).sentence("Ops room")).toBe(outcome.sentence);
    }
  });

  it("is a delivery only when it is exactly ok", () => {
    expect(judge(200, "ok")).toEqual({ kind: "delivered" });
    expect(judge(200, "ok\n")).toEqual({ kind: "delivered" });
    expect(judge(200, "<html>ok</html>")).toMatchObject({ kind: "unknown", code: "not_ok" });
    expect(judge(200, "")).toMatchObject({ kind: "unknown" });
  });

  it.each([
    ["the header", { "retry-after": "7" }, '{"retry_after":1,"ok":false,"error":"rate_limited"}', 7_000],
    ["the body", {}, '{"retry_after":12,"ok":false,"error":"rate_limited"}', 12_000],
    ["neither", {}, "", 30_000],
    ["a date that is no number", { "retry-after": "soon" }, "<html>", 30_000],
    ["nothing to wait", { "retry-after": "0" }, "", 1_000],
  ])("that asks to slow down is obeyed as %s says, and is no try", (_where, headers, body, retryAfterMs) => {
    expect(judge(429, body, headers)).toMatchObject({ kind: "retry", isTry: false, retryAfterMs });
  });

  it("in a word that Slack does not document rejects the message and not the webhook", () => {
    expect(judge(400, "brand_new_error")).toMatchObject({ kind: "rejected", code: "brand_new_error" });
    expect(judge(404, "brand_new_error")).toMatchObject({ kind: "rejected" });
  });

  it("in somebody else's words is judged by its status, so that nothing is lost to a proxy", () => {
    expect(judge(403, "<html>Forbidden</html>")).toMatchObject({
      kind: "destination-broken",
      code: "http_403",
    });
    expect(ruleOf("http_403").sentence("")).toContain("HTTP 403");
    expect(judge(413, "<html>")).toMatchObject({ kind: "rejected" });
    expect(judge(500, "<html>")).toMatchObject({ kind: "unknown" });
    expect(judge(503, "")).toMatchObject({ kind: "unknown" });
    expect(judge(302, "")).toMatchObject({ kind: "retry", isTry: true });
    expect(judge(408, "")).toMatchObject({ kind: "retry", isTry: true });
  });

  it("that never came is a try, or unknown where the request had left", () => {
    expect(judgeAnswer(failed("before-write", "connection-refused"), "")).toMatchObject({
      kind: "retry",
      isTry: true,
    });
    expect(judgeAnswer(failed("after-write", "connection-cut"), "")).toMatchObject({ kind: "unknown" });
    expect(judgeAnswer(refused("address-private", "hooks.slack.com"), "")).toMatchObject({
      kind: "destination-broken",
      code: "webhook_refused",
      sentence: expect.stringContaining("private network"),
    });
  });
});
