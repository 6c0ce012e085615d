import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { ACME, type Opened, openSandbox } from "../testing.ts";

let open: Opened;
afterEach(() => open.sandbox.stop());

const page = async (path: string) => (await fetch(`${open.url}${path}`)).text();
const submit = (path: string, form: Record<string, string>) =>
  fetch(`${open.url}${path}`, { method: "POST", body: new URLSearchParams(form), redirect: "manual" });

it("creates an app from the link, after review, and shows its credentials", async () => {
  open = await openSandbox({ allowHttpRedirects: true });
  const manifest = JSON.stringify({
    display_information: { name: "Ding <b>" },
    features: { bot_user: { display_name: "ding" } },
    oauth_config: { redirect_urls: ["http://localhost:3000/cb"], scopes: { bot: ["chat:write"] } },
  });
  const review = await page(`/apps?new_app=1&manifest_json=${encodeURIComponent(manifest)}`);
  expect(review).toContain("Ding &lt;b&gt;");
  expect(review).not.toContain("<b>");
  expect(review).toContain("Edit Configurations");
  const created = await submit("/apps", { team: ACME, manifest, step: "create" });
  const app = await page(created.headers.get("location") ?? "");
  expect(app).toContain("Basic Information");
  expect(app).toMatch(/id="client-id" readonly value="\d+\.\d+"/);
  expect(app).toMatch(/value="[0-9a-f]{32}"/);
  const refused = await submit("/apps", { team: ACME, manifest: "{}", step: "create" });
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain("/display_information");
});

it("shows messages with their blocks and threads, and lets no markup through", async () => {
  open = await openSandbox();
  const client = await open.installedClient();
  const blocks = [
    { type: "header" as const, text: { type: "plain_text" as const, text: "Secret <script>" } },
    {
      type: "section" as const,
      text: { type: "mrkdwn" as const, text: "*bold* <https://e.co/x|a &lt;link&gt;> <!here>" },
    },
    {
      type: "actions" as const,
      elements: [
        {
          type: "button" as const,
          text: { type: "plain_text" as const, text: "Open" },
          url: "https://e.co/open",
        },
      ],
    },
  ];
  const { ts = "" } = await client.chat.postMessage({ channel: "general", text: "t", blocks });
  await client.chat.postMessage({ channel: "general", text: "a reply", thread_ts: ts });
  const channel = `/client/${ACME}/C0ACMEGEN01`;
  const shown = await page(channel);
  expect(shown).toContain("Secret &lt;script&gt;");
  expect(shown).toContain("<strong>bold</strong>");
  expect(shown).toContain(
    '<a href="https://e.co/x" target="_blank" rel="noopener noreferrer">a &lt;link&gt;</a>',
  );
  expect(shown).toContain('href="https://e.co/open"');
  expect(shown).toContain("notified here");
  expect(shown).toContain("1 reply");
  expect(shown).not.toContain("a reply");
  expect(await page(`${channel}?thread=${ts}`)).toContain("a reply");
  expect(await page(`/client/${ACME}/archives/C0ACMEGEN01/p${ts.replace(".", "")}`)).toContain("Secret");
});

it("invites the bot with a command, and archives the channel", async () => {
  open = await openSandbox();
  const client = await open.installedClient(["chat:write"]);
  const channel = `/client/${ACME}/C0ACMEPRV01`;
  const wrong = await submit(channel, { command: "/invite @nobody" });
  expect(wrong.headers.get("location")).toContain("problem=");
  await submit(channel, { command: "/invite @bellwire" });
  expect((await client.chat.postMessage({ channel: "C0ACMEPRV01", text: "x" })).ok).toBe(true);
  await submit(channel, { action: "archive" });
  expect(await page(channel)).toContain("Unarchive");
});

it("keeps messages, channels and tokens over a restart", async () => {
  const folder = mkdtempSync(join(tmpdir(), "slack-sandbox-"));
  const stateFile = join(folder, "state.json");
  open = await openSandbox({ stateFile });
  const token = (await open.installedClient()).token ?? "";
  await open.client(token).chat.postMessage({ channel: "general", text: "kept" });
  await open.sandbox.stop();
  open = await openSandbox({ stateFile });
  expect(await open.messages("#general")).toMatchObject([{ text: "kept" }]);
  expect((await open.client(token).auth.test()).ok).toBe(true);
  await open.sandbox.stop();
  rmSync(folder, { recursive: true });
  open = await openSandbox();
});
