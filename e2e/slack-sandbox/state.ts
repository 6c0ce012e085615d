import { z } from "zod";
import { settingsSchema, withDefaults } from "./settings.ts";

const workspace = z.object({
  id: z.string(),
  name: z.string(),
  domain: z.string(),
  userId: z.string(),
  userName: z.string(),
  /** The organization it belongs to, or null. */
  enterpriseId: z.string().nullable().default(null),
  /** Switched off by Slack: no token and no webhook of it works. */
  isDisabled: z.boolean().default(false),
});

const organization = z.object({ id: z.string(), name: z.string(), userId: z.string() });

const person = z.object({
  id: z.string(),
  teamId: z.string(),
  name: z.string(),
  realName: z.string(),
  email: z.string(),
  deleted: z.boolean(),
});

const channel = z.object({
  id: z.string(),
  teamId: z.string(),
  name: z.string(),
  previousNames: z.array(z.string()),
  isPrivate: z.boolean(),
  isGeneral: z.boolean(),
  isArchived: z.boolean(),
  isDeleted: z.boolean(),
  created: z.number(),
  updated: z.number(),
  people: z.number(),
  /** User ids of the bots that are members. */
  bots: z.array(z.string()),
  /** A posting restriction: the error a post answers, or null. */
  restriction: z.string().nullable(),
  /** Shared with another company, or with other workspaces of the organization. */
  shared: z.enum(["no", "external", "organization"]).default("no"),
});

const app = z.object({
  id: z.string(),
  teamId: z.string(),
  name: z.string(),
  description: z.string(),
  botName: z.string(),
  color: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  signingSecret: z.string(),
  verificationToken: z.string(),
  redirectUrls: z.array(z.string()),
  scopes: z.array(z.string()),
  manifest: z.unknown(),
  createdAt: z.number(),
  events: z.array(z.string()).default([]),
  eventsUrl: z.string().nullable().default(null),
  /** Whether the address has answered its challenge. */
  eventsVerified: z.boolean().default(false),
  /** Switched off by Slack after too many failures. */
  eventsDisabled: z.boolean().default(false),
  interactivityUrl: z.string().nullable().default(null),
  tokenRotation: z.boolean().default(false),
  orgDeploy: z.boolean().default(false),
  distributed: z.boolean().default(false),
});

const install = z.object({
  appId: z.string(),
  /** The workspace; the organization where the installation is for all of it. */
  teamId: z.string(),
  orgWide: z.boolean().default(false),
  /** The newest access token. */
  token: z.string(),
  /** When it expires, with token rotation. */
  expiresAt: z.number().nullable().default(null),
  /** Access tokens before it; with token rotation the last one still lives. */
  olderTokens: z
    .array(z.object({ token: z.string(), expiresAt: z.number().nullable(), revoked: z.boolean() }))
    .default([]),
  refreshTokens: z.array(z.object({ token: z.string(), usedAt: z.number().nullable() })).default([]),
  botId: z.string(),
  botUserId: z.string(),
  scopes: z.array(z.string()),
  status: z.enum(["active", "account_inactive", "token_revoked", "token_expired"]),
  installedBy: z.string(),
  installedAt: z.number(),
});

const code = z.object({
  code: z.string(),
  appId: z.string(),
  teamId: z.string(),
  redirectUri: z.string().nullable(),
  scopes: z.array(z.string()),
  channelId: z.string().nullable(),
  issuedAt: z.number(),
  used: z.boolean(),
});

const message = z.object({
  ts: z.string(),
  channelId: z.string(),
  teamId: z.string(),
  appId: z.string(),
  botId: z.string(),
  userId: z.string(),
  username: z.string().nullable(),
  text: z.string(),
  blocks: z.array(z.record(z.string(), z.unknown())),
  attachments: z.array(z.record(z.string(), z.unknown())),
  threadTs: z.string().nullable(),
  replyBroadcast: z.boolean(),
  unfurlLinks: z.boolean(),
  unfurlMedia: z.boolean(),
  metadata: z.unknown(),
  notified: z.array(z.string()),
  truncated: z.boolean(),
  receivedAt: z.number(),
  updatedAt: z.number().nullable(),
  updates: z.number(),
  /** The only person who sees it, or null. */
  ephemeralFor: z.string().nullable().default(null),
  /** The incoming webhook it came through, or null. */
  webhookId: z.string().nullable().default(null),
});

const webhook = z.object({
  id: z.string(),
  teamId: z.string(),
  appId: z.string(),
  channelId: z.string(),
  secret: z.string(),
  status: z.enum(["active", "removed", "disabled"]),
  /** What every post answers until it is lifted. */
  error: z.string().nullable(),
  createdAt: z.number(),
});

const responseUrl = z.object({
  path: z.string(),
  appId: z.string(),
  channelId: z.string(),
  messageTs: z.string(),
  userId: z.string(),
  issuedAt: z.number(),
  uses: z.number(),
});

const stateSchema = z.object({
  workspaces: z.array(workspace),
  channels: z.array(channel),
  apps: z.array(app),
  installs: z.array(install),
  codes: z.array(code),
  messages: z.array(message),
  settings: z.preprocess(withDefaults, settingsSchema),
  organizations: z.array(organization).default([]),
  people: z.array(person).default([]),
  webhooks: z.array(webhook).default([]),
  responseUrls: z.array(responseUrl).default([]),
});

export type Workspace = z.infer<typeof workspace>;
export type Channel = z.infer<typeof channel>;
export type App = z.infer<typeof app>;
export type Install = z.infer<typeof install>;
export type Code = z.infer<typeof code>;
export type Message = z.infer<typeof message>;
export type Organization = z.infer<typeof organization>;
export type Person = z.infer<typeof person>;
export type Webhook = z.infer<typeof webhook>;
/** All the sandbox remembers; plain JSON, so that it can be kept in a file. */
export type State = z.infer<typeof stateSchema>;

/** Reads a state kept by an earlier run; throws with the offending path when it is not one. */
export function parseState(text: string): State {
  return stateSchema.parse(JSON.parse(text));
}
