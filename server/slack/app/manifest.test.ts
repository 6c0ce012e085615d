import { expect, test } from "vitest";
import { parseEnv } from "#server/env.ts";
import { createAppUrl, createManifest } from "#server/slack/app/manifest.ts";

const real = "https://api.slack.com/apps";

test("an https instance gets its redirect address and the scopes of the connection rules", () => {
  const manifest = createManifest({ appUrl: "https://bellwire.example.com", slackAppsUrl: real });
  expect(manifest.oauth_config).toEqual({
    redirect_urls: ["https://bellwire.example.com/api/slack/oauth/callback"],
    scopes: { bot: ["chat:write", "chat:write.public", "channels:read", "groups:read"] },
  });
});

test("names and texts keep to Slack's limits", () => {
  const { display_information, features } = createManifest({
    appUrl: "https://b.example.com",
    slackAppsUrl: real,
  });
  expect(display_information.name.length).toBeLessThanOrEqual(35);
  expect(display_information.description?.length).toBeLessThanOrEqual(140);
  expect(features?.bot_user?.display_name).toMatch(/^[a-z0-9._-]{1,80}$/);
});

test.each([
  ["http://bellwire.internal:3000", real],
  ["http://localhost:3000", real],
  ["http://bellwire.internal:3000", "http://localhost:4000/apps"],
])("the redirect address is left out where it would be refused: %s at %s", (appUrl, slackAppsUrl) => {
  expect(createManifest({ appUrl, slackAppsUrl }).oauth_config).not.toHaveProperty("redirect_urls");
});

test("a stand-in on this machine takes http on loopback", () => {
  const manifest = createManifest({
    appUrl: "http://localhost:3000",
    slackAppsUrl: "http://127.0.0.1:4000/apps",
  });
  expect(manifest.oauth_config?.redirect_urls).toEqual(["http://localhost:3000/api/slack/oauth/callback"]);
});

test("the creation address carries the manifest whole and stays short", () => {
  const settings = { appUrl: "https://bellwire.example.com", slackAppsUrl: real };
  const url = new URL(createAppUrl(settings));
  expect(url.origin + url.pathname).toBe(real);
  expect(url.searchParams.get("new_app")).toBe("1");
  expect(JSON.parse(url.searchParams.get("manifest_json") ?? "")).toEqual(createManifest(settings));
  expect(url.href.length).toBeLessThan(2_000);
});

test("for GovSlack every address is GovSlack's, and the manifest the same", () => {
  const gov = parseEnv({
    NODE_ENV: "test",
    APP_URL: "https://bellwire.example.gov",
    SLACK_API_URL: "https://slack-gov.com/api/",
    SLACK_AUTHORIZE_URL: "https://slack-gov.com/oauth/v2/authorize",
    SLACK_APPS_URL: "https://api.slack-gov.com/apps",
  });
  const commercial = parseEnv({ NODE_ENV: "test", APP_URL: "https://bellwire.example.gov" });
  expect(new URL(createAppUrl(gov)).origin).toBe("https://api.slack-gov.com");
  expect(createManifest(gov)).toEqual(createManifest(commercial));
  expect(JSON.stringify([gov, createAppUrl(gov)])).not.toMatch(/[/.]slack\.com\/(api|oauth|apps)/);
});
