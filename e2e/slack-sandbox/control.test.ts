import { afterEach, beforeEach, expect, it } from "vitest";
import { type Opened, openSandbox } from "./testing.ts";

let open: Opened;
beforeEach(async () => {
  open = await openSandbox();
});
afterEach(() => open.sandbox.stop());

it("makes channels and workspaces, renames, deletes, and refuses what makes no sense", async () => {
  const made = await open.control("channels", { name: "new-place", private: true });
  expect(made).toMatchObject({ name: "new-place", private: true, archived: false, bots: [] });
  expect(await open.control(`channels/${made.id}`, { action: "rename", name: "newer" })).toMatchObject({
    name: "newer",
  });
  expect(await open.control(`channels/${made.id}`, { action: "delete" })).toMatchObject({ deleted: true });
  expect(await open.control("workspaces", { name: "Initech" })).toMatchObject({
    name: "Initech",
    domain: "initech",
  });
  for (const [path, body] of [
    ["channels", { name: "Not A Name" }],
    ["channels", { name: "general" }],
    ["channels/general", { action: "explode" }],
    ["channels/general", { action: "invite" }],
    ["faults", { kind: "nonsense" }],
    ["revoke", {}],
    ["install", { clientId: "1.2" }],
    ["apps", { manifest: {} }],
  ] as const) {
    expect(await open.control(path, body), path).toHaveProperty("error");
  }
});

it("shows its state with the apps' credentials and the installs", async () => {
  const app = await open.createApp();
  const token = await open.install(app.clientId, ["chat:write"]);
  expect(await open.control("state")).toMatchObject({
    workspaces: [{ name: "Acme" }, { name: "Globex" }],
    apps: [{ id: app.appId, clientId: app.clientId, clientSecret: app.clientSecret }],
    installs: [{ token, status: "active" }],
  });
});

it("revokes one token by name of the error", async () => {
  const client = await open.installedClient();
  expect(await open.control("revoke", { token: client.token, as: "token_expired" })).toEqual({ revoked: 1 });
  expect((await open.form("auth.test", { token: client.token ?? "" })).body.error).toBe("token_expired");
});
