import { afterEach, beforeEach, expect, it } from "vitest";
import { type OpenedApp, openApp } from "../outbound/testing-app.ts";
import { ACME } from "../testing.ts";

let open: OpenedApp;
beforeEach(async () => {
  open = await openApp({ verify: false });
});
afterEach(() => open.close());

const page = async () => (await fetch(`${open.url}/apps/${open.app.appId}`)).text();
const press = (step: string, value = "") =>
  fetch(`${open.url}/apps/${open.app.appId}`, {
    method: "POST",
    body: new URLSearchParams({ step, value }),
    redirect: "manual",
  });

it("verifies the request URL, and says why it could not", async () => {
  expect(await page()).toContain("Your URL isn’t verified yet.");
  open.receiver.answer((_, response) => response.end("no"));
  const refused = await press("verify");
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("respond with the value of the challenge parameter");
  open.receiver.answer();
  expect((await press("verify")).status).toBe(303);
  expect(await page()).toContain("Verified");
});

it("uninstalls from a workspace, and the app hears of it", async () => {
  await press("verify");
  open.receiver.forget();
  expect(await page()).toContain("Uninstall from Acme");
  await press("uninstall", ACME);
  await open.run();
  expect(open.receiver.types()).toEqual(["app_uninstalled", "tokens_revoked"]);
  expect(await page()).not.toContain("Uninstall from Acme");
});

it("removes a webhook without a word", async () => {
  await press("verify");
  open.receiver.forget();
  const hook = await open.control("webhooks", { channel: "general", app: open.app.appId });
  await press("remove_webhook", String(hook.id));
  const posted = await fetch(String(hook.url), { method: "POST", body: JSON.stringify({ text: "x" }) });
  expect(await posted.text()).toBe("no_service");
  await open.run();
  expect(open.receiver.received).toEqual([]);
});

it("saves another manifest, whose new address has to be verified", async () => {
  await press("verify");
  const manifest = {
    display_information: { name: "Renamed" },
    settings: {
      event_subscriptions: { request_url: `${open.receiver.url}/other`, bot_events: ["app_uninstalled"] },
    },
  };
  expect((await press("manifest", "{")).status).toBe(400);
  expect(await (await press("manifest", "{}")).text()).toContain("/display_information");
  expect((await press("manifest", JSON.stringify(manifest))).status).toBe(303);
  const shown = await page();
  expect(shown).toContain("Renamed");
  expect(shown).toContain("Your URL isn’t verified yet.");
});

it("renames a channel by a command, and the app hears of it", async () => {
  await press("verify");
  open.receiver.forget();
  await fetch(`${open.url}/client/${ACME}/C0ACMEGEN01`, {
    method: "POST",
    body: new URLSearchParams({ command: "/rename town-square" }),
    redirect: "manual",
  });
  await open.run();
  expect(open.receiver.events()[0]?.event).toMatchObject({
    type: "channel_rename",
    channel: { id: "C0ACMEGEN01", name: "town-square", name_normalized: "town-square" },
  });
});
