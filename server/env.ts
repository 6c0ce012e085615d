import path from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { parseAllowEntry } from "#server/egress/allow-list.ts";
import { parseProxy } from "#server/egress/proxy.ts";

/** The settings of one process, all from environment variables. */
export type Env = {
  /** Where people reach Bellwire, without a trailing slash. */
  appUrl: string;
  host: string;
  port: number;
  /** Absolute. */
  dataDir: string;
  /** Undefined means the embedded PostgreSQL in the data folder. */
  databaseUrl: string | undefined;
  encryptionKey: string | undefined;
  worker: "on" | "off" | "only";
  defaultPlan: "free" | "team" | "enterprise";
  /** Networks whose X-Forwarded-For counts, as `address/prefix` or single addresses. */
  trustedProxies: string[];
  /** What the guarded client may reach though private: hosts, addresses and networks, each with `:port` or without. */
  egressAllow: string[];
  /** The forward proxy of the guarded client; may carry a password, so it is never shown. */
  egressProxy: string | undefined;
  slackApiUrl: string;
  slackAuthorizeUrl: string;
  slackAppsUrl: string;
  /** Origins whose addresses may be incoming webhooks, such as `https://hooks.slack.com`. */
  slackWebhookHosts: string[];
  slackClientId: string | undefined;
  slackClientSecret: string | undefined;
  slackSigningSecret: string | undefined;
  /** The identity provider that signs people in besides passwords; null where there is none. */
  oidc: { issuer: string; clientId: string; clientSecret: string; name: string } | null;
  /** What a collector of metrics must show; undefined means that there are none. */
  metricsToken: string | undefined;
  /** Seals the encryption key into a backup, and opens it at a restore; only those commands need it. */
  backupPassphrase: string | undefined;
  /** How long events are kept, in days, and how many at most in the whole instance. */
  retention: { days: number; events: number };
  /** How long a delivery waits for somebody to mend its destination, and a mute may last at most. */
  parkedDays: number;
  logLevel: "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";
};

/** Every reason for which the settings cannot be used, one sentence each. */
export class EnvError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "EnvError";
    this.problems = problems;
  }
}

const LOG_LEVELS = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const settings = z.object({
  APP_URL: url()
    .refine((value) => !URL.canParse(value) || `${new URL(value).origin}/` === new URL(value).href, {
      message: "APP_URL must be an origin without a path, such as https://bellwire.example.com.",
    })
    .optional(),
  HOST: z.string().default("0.0.0.0"),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/)
    .transform(Number)
    .refine((port) => port <= 65_535)
    .default(3000),
  DATA_DIR: z.string().default("./data"),
  DATABASE_URL: url(["postgres:", "postgresql:"]).optional(),
  ENCRYPTION_KEY: z.string().optional(),
  WORKER: z.enum(["on", "off", "only"]).default("on"),
  DEFAULT_PLAN: z.enum(["free", "team", "enterprise"]).default("enterprise"),
  TRUSTED_PROXIES: z.string().default("").transform(splitList).refine(areNetworks),
  EGRESS_ALLOW: z
    .string()
    .default("")
    .transform(splitList)
    .refine((entries) => entries.every((entry) => parseAllowEntry(entry) !== null)),
  EGRESS_PROXY: z
    .string()
    .refine((value) => parseProxy(value) !== null)
    .optional(),
  SLACK_API_URL: url().refine(isPrivateChannel).default("https://slack.com/api/").transform(withSlash),
  SLACK_AUTHORIZE_URL: url().refine(isPrivateChannel).default("https://slack.com/oauth/v2/authorize"),
  SLACK_APPS_URL: url().default("https://api.slack.com/apps"),
  SLACK_WEBHOOK_HOSTS: z
    .string()
    .default("https://hooks.slack.com, https://hooks.slack-gov.com")
    .transform((value) => splitList(value).map((entry) => entry.replace(/\/$/, "")))
    .refine((origins) => origins.length > 0 && origins.every(isWebhookOrigin)),
  SLACK_CLIENT_ID: z.string().optional(),
  SLACK_CLIENT_SECRET: z.string().optional(),
  SLACK_SIGNING_SECRET: z.string().optional(),
  OIDC_ISSUER: url().refine(isPrivateChannel).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_NAME: z.string().max(40).optional(),
  METRICS_TOKEN: z
    .string()
    .regex(/^[\x21-\x7e]{16,}$/)
    .optional(),
  BACKUP_PASSPHRASE: z.string().min(12).optional(),
  RETENTION_DAYS: wholeNumber(1, 3_650).default(90),
  RETENTION_EVENTS: wholeNumber(1_000, 100_000_000).default(1_000_000),
  // Longer than quiet hours hold anything back, which is no parking.
  PARKED_DAYS: wholeNumber(9, 365).default(30),
  LOG_LEVEL: z.enum(LOG_LEVELS).default("info"),
});

const REMEDIES: Record<keyof z.infer<typeof settings>, string> = {
  APP_URL: "APP_URL must be the address people open, such as https://bellwire.example.com.",
  HOST: "HOST must be an address to listen on, such as 0.0.0.0 or 127.0.0.1.",
  PORT: "PORT must be a number from 0 to 65535; leave it out for 3000.",
  DATA_DIR: "DATA_DIR must be a folder that Bellwire may write to; leave it out for ./data.",
  DATABASE_URL:
    "DATABASE_URL must be a PostgreSQL address such as postgresql://user:password@host:5432/bellwire; leave it out for the embedded database.",
  ENCRYPTION_KEY:
    "ENCRYPTION_KEY must be a base64 key of 32 bytes, or several as 1:…,2:…; `openssl rand -base64 32` makes one.",
  WORKER: "WORKER must be on, off (web only) or only (worker only).",
  DEFAULT_PLAN: "DEFAULT_PLAN must be free, team or enterprise.",
  TRUSTED_PROXIES:
    "TRUSTED_PROXIES must be IP addresses or networks separated by commas, such as 10.0.0.0/8, 127.0.0.1.",
  EGRESS_ALLOW:
    "EGRESS_ALLOW must be hosts, addresses or networks separated by commas, each with a port unless that is 80, 443, 8080 or 8443, such as jenkins.internal:8081, 10.2.0.0/16, [fd00::1]:9000.",
  EGRESS_PROXY:
    "EGRESS_PROXY must be the address of a forward proxy without a path, such as http://user:password@proxy.example.com:3128.",
  SLACK_API_URL:
    "SLACK_API_URL must be an https address, http only on this machine; leave it out for https://slack.com/api/.",
  SLACK_AUTHORIZE_URL:
    "SLACK_AUTHORIZE_URL must be an https address, http only on this machine; leave it out for https://slack.com/oauth/v2/authorize.",
  SLACK_APPS_URL:
    "SLACK_APPS_URL must be an http or https address; leave it out for https://api.slack.com/apps.",
  SLACK_WEBHOOK_HOSTS:
    "SLACK_WEBHOOK_HOSTS must be https origins separated by commas, such as https://hooks.slack.com, https://hooks.slack-gov.com; http only on this machine.",
  SLACK_CLIENT_ID: "SLACK_CLIENT_ID must be the Client ID of your Slack app.",
  SLACK_CLIENT_SECRET: "SLACK_CLIENT_SECRET must be the Client Secret of your Slack app.",
  SLACK_SIGNING_SECRET: "SLACK_SIGNING_SECRET must be the Signing Secret of your Slack app.",
  OIDC_ISSUER:
    "OIDC_ISSUER must be the https address that your identity provider names as issuer, such as https://id.example.com; http only on this machine.",
  OIDC_CLIENT_ID: "OIDC_CLIENT_ID must be the client id that your identity provider gave Bellwire.",
  OIDC_CLIENT_SECRET:
    "OIDC_CLIENT_SECRET must be the client secret that your identity provider gave Bellwire.",
  OIDC_NAME: "OIDC_NAME must be what people call your identity provider, in at most 40 characters.",
  METRICS_TOKEN:
    "METRICS_TOKEN must be at least 16 characters without spaces; `openssl rand -base64 24` makes one. Leave it out for no metrics.",
  BACKUP_PASSPHRASE:
    "BACKUP_PASSPHRASE must be at least 12 characters; leave it out for backups without the encryption key.",
  RETENTION_DAYS: "RETENTION_DAYS must be a number of days from 1 to 3650; leave it out for 90.",
  RETENTION_EVENTS:
    "RETENTION_EVENTS must be a number from 1000 to 100000000; leave it out for 1000000 events in the instance.",
  PARKED_DAYS: "PARKED_DAYS must be a number of days from 9 to 365; leave it out for 30.",
  LOG_LEVEL: `LOG_LEVEL must be one of ${LOG_LEVELS.join(", ")}.`,
};

/** The name of every setting. */
export const settingNames: readonly string[] = Object.keys(REMEDIES);

/**
 * Reads the settings; an empty variable counts as unset.
 * @throws {EnvError} with every problem at once, each a sentence naming the variable and the remedy.
 */
export function parseEnv(source: NodeJS.ProcessEnv): Env {
  const given = Object.fromEntries(
    Object.keys(REMEDIES).map((name) => [name, source[name]?.trim() || undefined]),
  );
  const parsed = settings.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map(sentenceOf);
  if (Boolean(given.SLACK_CLIENT_ID) !== Boolean(given.SLACK_CLIENT_SECRET)) {
    problems.push("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: set both, or neither.");
  }
  const oidcParts = [given.OIDC_ISSUER, given.OIDC_CLIENT_ID, given.OIDC_CLIENT_SECRET];
  if (oidcParts.some(Boolean) && !oidcParts.every(Boolean)) {
    problems.push(
      "OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together: set all three, or none of them.",
    );
  } else if (given.OIDC_NAME && !given.OIDC_ISSUER) {
    problems.push("OIDC_NAME names the provider of OIDC_ISSUER: set that too, or leave both out.");
  }
  if (!parsed.success || problems.length > 0) throw new EnvError([...new Set(problems)]);

  const values = parsed.data;
  return {
    appUrl: new URL(values.APP_URL ?? `http://localhost:${values.PORT}`).origin,
    host: values.HOST,
    port: values.PORT,
    dataDir: path.resolve(values.DATA_DIR),
    databaseUrl: values.DATABASE_URL,
    encryptionKey: values.ENCRYPTION_KEY,
    worker: values.WORKER,
    defaultPlan: values.DEFAULT_PLAN,
    trustedProxies: values.TRUSTED_PROXIES,
    egressAllow: values.EGRESS_ALLOW,
    egressProxy: values.EGRESS_PROXY,
    slackApiUrl: values.SLACK_API_URL,
    slackAuthorizeUrl: values.SLACK_AUTHORIZE_URL,
    slackAppsUrl: values.SLACK_APPS_URL,
    slackWebhookHosts: values.SLACK_WEBHOOK_HOSTS,
    slackClientId: values.SLACK_CLIENT_ID,
    slackClientSecret: values.SLACK_CLIENT_SECRET,
    slackSigningSecret: values.SLACK_SIGNING_SECRET,
    oidc: oidcOf(values),
    metricsToken: values.METRICS_TOKEN,
    backupPassphrase: values.BACKUP_PASSPHRASE,
    retention: { days: values.RETENTION_DAYS, events: values.RETENTION_EVENTS },
    parkedDays: values.PARKED_DAYS,
    logLevel: values.LOG_LEVEL,
  };
}

/** The settings of this process. */
export function readEnv(): Env {
  return parseEnv(process.env);
}

/** Tells Next and next-auth what they read from the environment themselves; call it before Next is loaded. */
export function exportToNext(settings: { appUrl: string; authSecret: string; dev: boolean }): void {
  Object.assign(process.env, {
    NEXTAUTH_URL: settings.appUrl,
    NEXTAUTH_SECRET: settings.authSecret,
    NODE_ENV: settings.dev ? "development" : "production",
    NEXT_MANUAL_SIG_HANDLE: "true",
    NEXT_TELEMETRY_DISABLED: "1",
  });
}

/** This process's variables for a child that must not inherit Bellwire's secrets. */
export function childEnv(extra: Record<string, string>): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/SECRET|KEY|TOKEN|PASSPHRASE|DATABASE_URL|EGRESS_PROXY|^PG/.test(name),
  );
  return { NODE_ENV: process.env.NODE_ENV, ...Object.fromEntries(kept), ...extra };
}

function url(protocols: readonly string[] = ["http:", "https:"]) {
  return z.string().refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol));
}

function wholeNumber(min: number, max: number) {
  return z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((value) => value >= min && value <= max);
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  const remedy = Object.entries(REMEDIES).find(([name]) => name === issue.path[0]);
  if (!remedy || issue.message.startsWith(`${remedy[0]} `)) return issue.message;
  return remedy[1];
}

function oidcOf(values: z.infer<typeof settings>): Env["oidc"] {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = values;
  if (!issuer || !clientId || !clientSecret) return null;
  return { issuer, clientId, clientSecret, name: values.OIDC_NAME ?? "single sign-on" };
}

// Who answers for an issuer decides who is signed in, and Slack is sent tokens: what lies between must not be open to others.
function isPrivateChannel(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

// A webhook's address is its secret, so it must not travel in clear.
function isWebhookOrigin(value: string): boolean {
  return isPrivateChannel(value) && new URL(value).origin === value;
}

function splitList(value: string): string[] {
  return value
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
}

function areNetworks(entries: string[]): boolean {
  return entries.every((entry) => ipaddr.isValid(entry) || ipaddr.isValidCIDR(entry));
}

function withSlash(value: string): string {
  return value.endsWith("/") ? value : `${value}/`;
}
