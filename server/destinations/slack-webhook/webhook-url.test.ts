import { describe, expect, it } from "vitest";
import { hashOf, lastFourOf, readWebhookUrl } from "#server/destinations/slack-webhook/webhook-url.ts";

const origins = ["https://hooks.slack.com", "https://hooks.slack-gov.com"];
const secret = "abcdefghijklmnopqrstuvwx";
const good = `https://hooks.slack.com/services/T0123ABC/B0456DEF/${secret}`;

describe("the address of an incoming webhook", () => {
  it.each([good, `  ${good}\n`, good.replace("slack.com", "slack-gov.com")])(
    "is taken as Slack shows it",
    (typed) => {
      expect(readWebhookUrl(typed, origins)).toEqual({ ok: true, url: typed.trim() });
    },
  );

  it.each([
    ["nothing", "", "whole address"],
    ["words", "the one for #general", "whole address"],
    ["plain http", good.replace("https", "http"), "begins with https://hooks.slack.com/services/"],
    ["another host", good.replace("hooks.slack.com", "hooks.slack.com.example.com"), "leads elsewhere"],
    ["a port", good.replace("slack.com", "slack.com:8443"), "leads elsewhere"],
    ["credentials", good.replace("https://", "https://me:pass@"), "leads elsewhere"],
    ["a workflow", good.replace("services", "workflows"), "a workflow in Slack"],
    ["a trigger", "https://hooks.slack.com/triggers/T1/2/3", "a workflow in Slack"],
    ["its documentation's shape", good.replace("/services", ""), "not the whole address"],
    ["no secret", "https://hooks.slack.com/services/T0123ABC/B0456DEF/", "not the whole address"],
    ["a query", `${good}?channel=general`, "more than it"],
    [
      "a way up",
      `https://hooks.slack.com/services/../services/T0123ABC/B0456DEF/${secret}/..`,
      "not the whole",
    ],
  ])("is refused as %s, in a sentence that does not repeat it", (_what, typed, sentence) => {
    const read = readWebhookUrl(typed, origins);
    expect(read).toMatchObject({ ok: false, sentence: expect.stringContaining(sentence) });
    expect(JSON.stringify(read)).not.toContain(secret);
  });

  it("is told apart by a hash, and shown by its last four characters", () => {
    expect(lastFourOf(good)).toBe("uvwx");
    expect(hashOf(good)).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf(good)).not.toBe(hashOf(`${good}y`));
  });
});
