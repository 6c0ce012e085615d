import { expect, test } from "vitest";
import { escapeMrkdwn } from "#server/slack/escape.ts";

test("what a person typed cannot notify a channel", () => {
  expect(escapeMrkdwn("<!channel> & <@U1>")).toBe("&lt;!channel&gt; &amp; &lt;@U1&gt;");
});

test("an entity that was typed stays the text it was", () => {
  expect(escapeMrkdwn("&lt;")).toBe("&amp;lt;");
});
