import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { EnvError, parseEnv, settingNames } from "#server/env.ts";

function source(values: Record<string, string>): NodeJS.ProcessEnv {
  return { NODE_ENV: "test", ...values };
}

function problemsOf(values: Record<string, string>): readonly string[] {
  try {
    parseEnv(source(values));
  } catch (error) {
    if (error instanceof EnvError) return error.problems;
    throw error;
  }
  return [];
}

test("with nothing set everything has a value that works", () => {
  expect(parseEnv(source({}))).toEqual({
    appUrl: "http://localhost:3000",
    host: "0.0.0.0",
    port: 3000,
    retention: { days: 90, events: 1_000_000 },
    parkedDays: 30,
    dataDir: path.resolve("data"),
    databaseUrl: undefined,
    encryptionKey: undefined,
    worker: "on",
    defaultPlan: "enterprise",
    trustedProxies: [],
    egressAllow: [],
    egressProxy: undefined,
    slackApiUrl: "https://slack.com/api/",
    slackAuthorizeUrl: "https://slack.com/oauth/v2/authorize",
    slackAppsUrl: "https://api.slack.com/apps",
    slackWebhookHosts: ["https://hooks.slack.com", "https://hooks.slack-gov.com"],
    slackClientId: undefined,
    slackClientSecret: undefined,
    slackSigningSecret: undefined,
    oidc: null,
    metricsToken: undefined,
    backupPassphrase: undefined,
    logLevel: "info",
  });
});

test("an empty variable counts as unset", () => {
  expect(parseEnv(source({ PORT: "", DATABASE_URL: " " })).port).toBe(3000);
});

test("the address follows the port unless it is set, and loses its trailing slash", () => {
  expect(parseEnv(source({ PORT: "4100" })).appUrl).toBe("http://localhost:4100");
  expect(parseEnv(source({ APP_URL: "https://bell.example/" })).appUrl).toBe("https://bell.example");
});

test("trusted proxies are a list of addresses and networks", () => {
  expect(parseEnv(source({ TRUSTED_PROXIES: "10.0.0.0/8, ::1" })).trustedProxies).toEqual([
    "10.0.0.0/8",
    "::1",
  ]);
});

test("what the guarded client may reach is a list of hosts, addresses and networks, with ports or without", () => {
  const entries = ["jenkins.internal:8081", "10.2.0.0/16", "[fd00::1]:9000", "fd00::/8", "127.0.0.1:3000"];
  expect(parseEnv(source({ EGRESS_ALLOW: entries.join(", ") })).egressAllow).toEqual(entries);
});

test("incoming webhooks are of Slack and GovSlack unless other origins are named, each over https or on this machine", () => {
  expect(parseEnv(source({})).slackWebhookHosts).toEqual([
    "https://hooks.slack.com",
    "https://hooks.slack-gov.com",
  ]);
  const named = source({ SLACK_WEBHOOK_HOSTS: "https://hooks.example.com/, http://127.0.0.1:4455" });
  expect(parseEnv(named).slackWebhookHosts).toEqual(["https://hooks.example.com", "http://127.0.0.1:4455"]);
  for (const wrong of [
    "http://hooks.slack.com",
    "https://hooks.slack.com/services",
    "hooks.slack.com",
    ",",
  ]) {
    expect(() => parseEnv(source({ SLACK_WEBHOOK_HOSTS: wrong })), wrong).toThrow("SLACK_WEBHOOK_HOSTS");
  }
});

test("the Slack API address always ends in a slash", () => {
  expect(parseEnv(source({ SLACK_API_URL: "http://localhost:9/api" })).slackApiUrl).toBe(
    "http://localhost:9/api/",
  );
});

test.each([
  ["APP_URL", "bellwire"],
  ["APP_URL", "https://bell.example/app"],
  ["PORT", "http"],
  ["PORT", "70000"],
  ["DATABASE_URL", "mysql://x"],
  ["WORKER", "yes"],
  ["DEFAULT_PLAN", "gold"],
  ["TRUSTED_PROXIES", "10.0.0.0/8, proxy.local"],
  ["EGRESS_ALLOW", "10.0.0.0/33"],
  ["EGRESS_ALLOW", "jenkins.internal, https://10.2.0.1"],
  ["EGRESS_ALLOW", "*.example.com"],
  ["EGRESS_ALLOW", "jenkins.internal:0"],
  ["EGRESS_PROXY", "proxy.example.com:3128"],
  ["EGRESS_PROXY", "socks5://proxy.example.com"],
  ["EGRESS_PROXY", "http://proxy.example.com/path"],
  ["EGRESS_PROXY", "http://user:%zz@proxy.example.com"],
  ["SLACK_API_URL", "slack"],
  ["METRICS_TOKEN", "short"],
  ["METRICS_TOKEN", "a token with spaces in it"],
  ["BACKUP_PASSPHRASE", "short"],
  ["LOG_LEVEL", "loud"],
])("%s=%s is refused with one sentence that names the variable and a remedy", (name, value) => {
  const problems = problemsOf({ [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(new RegExp(`^${name} must be .*\\.$`));
});

test("all problems are told together", () => {
  expect(problemsOf({ PORT: "x", WORKER: "x", SLACK_CLIENT_ID: "1.2" })).toEqual([
    expect.stringContaining("PORT"),
    expect.stringContaining("WORKER"),
    "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: set both, or neither.",
  ]);
});

test("tokens go to Slack through a private channel only, over http no farther than this machine", () => {
  for (const name of ["SLACK_API_URL", "SLACK_AUTHORIZE_URL"]) {
    for (const open of ["http://slack.com/api/", "http://10.0.0.7/api/", "http://localhost.example.com/"]) {
      expect(problemsOf({ [name]: open }), open).toEqual([
        expect.stringMatching(new RegExp(`^${name} must be an https address, http only on this machine`)),
      ]);
    }
    for (const fine of ["https://slack-gov.com/api/", "http://localhost:4455/api/", "http://[::1]:9/"]) {
      expect(problemsOf({ [name]: fine }), fine).toEqual([]);
    }
  }
});

const provider = { OIDC_ISSUER: "https://id.example", OIDC_CLIENT_ID: "b", OIDC_CLIENT_SECRET: "s" };

test("an identity provider is three settings together, and a name", () => {
  const oidc = { issuer: "https://id.example", clientId: "b", clientSecret: "s", name: "single sign-on" };
  expect(parseEnv(source(provider)).oidc).toEqual(oidc);
  expect(parseEnv(source({ ...provider, OIDC_NAME: "Acme ID" })).oidc).toEqual({ ...oidc, name: "Acme ID" });
  for (const name of Object.keys(provider)) {
    expect(problemsOf({ ...provider, [name]: "" })).toEqual([
      "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three, or none of them.",
    ]);
  }
  expect(problemsOf({ OIDC_NAME: "Acme ID" })).toEqual([expect.stringMatching(/^OIDC_NAME /)]);
});

test("an identity provider is reached over https, or on this machine", () => {
  expect(problemsOf({ ...provider, OIDC_ISSUER: "http://id.example" })).toEqual([
    expect.stringMatching(/^OIDC_ISSUER must be the https address/),
  ]);
  expect(problemsOf({ ...provider, OIDC_ISSUER: "http://localhost:8080/realms/acme" })).toEqual([]);
});

test("an error never repeats the value, which may be a secret", () => {
  expect(problemsOf({ DATABASE_URL: "hunter2" }).join()).not.toContain("hunter2");
  expect(problemsOf({ EGRESS_PROXY: "http://me:hunter2@proxy/x" }).join()).not.toContain("hunter2");
});

test.each([
  ["RETENTION_DAYS", "0"],
  ["RETENTION_DAYS", "a week"],
  ["RETENTION_EVENTS", "10"],
  ["RETENTION_EVENTS", "-1"],
  ["PARKED_DAYS", "8"],
  ["PARKED_DAYS", "366"],
])("%s of %s is refused with what would do", (name, value) => {
  expect(() => parseEnv(source({ [name]: value }))).toThrow(`${name} must be a number`);
});

test("the README lists every setting, and no other", async () => {
  const readme = await readFile(path.resolve(import.meta.dirname, "../README.md"), "utf8");
  const [table = ""] = readme.split("## Settings")[1]?.split("\n## ") ?? [];
  const rows = table.split("\n").filter((line) => line.startsWith("| `"));
  const listed = rows.flatMap((row) =>
    [...(row.split(" | ")[0] ?? "").matchAll(/`([A-Z_]+)`/g)].map((found) => found[1]),
  );
  expect(listed.sort()).toEqual([...settingNames].sort());
});
