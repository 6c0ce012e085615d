import { expect, it } from "vitest";
import { readManifest } from "./manifest.ts";

const good = {
  _metadata: { major_version: 2, minor_version: 1 },
  display_information: { name: "Bellwire", description: "Events", background_color: "#1a2b3c" },
  features: { bot_user: { display_name: "bellwire", always_online: true } },
  oauth_config: { redirect_urls: ["https://a.example.com/cb"], scopes: { bot: ["chat:write"] } },
  settings: { org_deploy_enabled: false, socket_mode_enabled: false, token_rotation_enabled: false },
};
const pointers = (manifest: unknown, allowHttp = false) =>
  readManifest(manifest, { allowHttp, ipRanges: 10 }).errors.map((error) => error.pointer);
const withRedirect = (url: string) => ({
  ...good,
  oauth_config: { ...good.oauth_config, redirect_urls: [url] },
});

it("accepts a manifest within the limits", () => {
  expect(readManifest(good, { allowHttp: false, ipRanges: 10 }).facts).toMatchObject({
    name: "Bellwire",
    botScopes: ["chat:write"],
  });
});

it("refuses http, unless the switch allows it, and then on loopback hosts only", () => {
  expect(pointers(withRedirect("http://localhost:3000/cb"))).toEqual(["/oauth_config/redirect_urls/0"]);
  expect(pointers(withRedirect("http://localhost:3000/cb"), true)).toEqual([]);
  expect(pointers(withRedirect("http://127.0.0.1:3000/cb"), true)).toEqual([]);
  expect(pointers(withRedirect("http://intranet/cb"), true)).toHaveLength(1);
  expect(pointers(withRedirect("https://a.example.com/cb#x"))).toHaveLength(1);
});

it("says in Slack's words that events and interactivity need an address", () => {
  const settings = {
    event_subscriptions: { bot_events: ["app_uninstalled"] },
    interactivity: { is_enabled: true },
  };
  expect(readManifest({ ...good, settings }, { allowHttp: false, ipRanges: 10 }).errors).toEqual([
    {
      message: "Event Subscription requires either Request URL or Socket Mode Enabled",
      pointer: "/settings/event_subscriptions",
    },
    { message: "Interactivity requires a Request URL", pointer: "/settings/interactivity" },
  ]);
});

it("points at every field that breaks a limit", () => {
  const bad = {
    display_information: {
      name: "x".repeat(36),
      description: "x".repeat(141),
      long_description: "too short",
      background_color: "red",
    },
    features: { bot_user: { display_name: "x".repeat(81) } },
    oauth_config: { scopes: { bot: ["chat:everything"], bot_optional: ["chat:write"] } },
  };
  expect(pointers(bad)).toEqual([
    "/display_information/name",
    "/display_information/description",
    "/display_information/long_description",
    "/display_information/background_color",
    "/oauth_config/scopes/bot/0",
    "/oauth_config/scopes/bot_optional/0",
    "/features/bot_user/display_name",
  ]);
  expect(pointers({})).toContain("/display_information");
  expect(pointers([])).toEqual(["/"]);
});
