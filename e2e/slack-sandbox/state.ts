import { z } from "zod";

const workspace = z.object({
  id: z.string(),
  name: z.string(),
  domain: z.string(),
  userId: z.string(),
  userName: z.string(),
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
});

const install = z.object({
  appId: z.string(),
  teamId: z.string(),
  token: z.string(),
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
});

/** Everything a test may switch while the sandbox runs; the defaults are the documented behaviour. */
export const settingsSchema = z.object({
  rateLimits: z.object({
    enabled: z.boolean(),
    postPerSecond: z.number().positive(),
    postBurst: z.number().int().positive(),
    workspacePostsPerMinute: z.number().int().positive(),
    tier1: z.number().int().positive(),
    tier2: z.number().int().positive(),
    tier3: z.number().int().positive(),
    tier4: z.number().int().positive(),
    authTest: z.number().int().positive(),
    oauthAccess: z.number().int().positive(),
  }),
  /** Filters run after the page is cut, so pages come short or empty with a cursor. */
  pagingQuirks: z.boolean(),
  /** Upper bound of a page whatever `limit` says; null for none. */
  pageCap: z.number().int().positive().nullable(),
  /** Whether apps may be installed outside the workspace that created them. */
  distributed: z.boolean(),
  /** Where authorize errors go that could go either way. */
  authorizeErrors: z.enum(["callback", "page"]),
  /** Whether a denial echoes the state. */
  stateOnDeny: z.boolean(),
  /** Whether a requested scope must be in the app's configuration. */
  scopesMustBeConfigured: z.boolean(),
  /** What a replayed code answers. */
  replayedCode: z.enum(["invalid_code", "code_already_used"]),
  /** What a reply to a thread that does not exist gets. */
  missingThread: z.enum(["thread_not_found", "posted"]),
});

const stateSchema = z.object({
  workspaces: z.array(workspace),
  channels: z.array(channel),
  apps: z.array(app),
  installs: z.array(install),
  codes: z.array(code),
  messages: z.array(message),
  settings: settingsSchema,
});

export type Workspace = z.infer<typeof workspace>;
export type Channel = z.infer<typeof channel>;
export type App = z.infer<typeof app>;
export type Install = z.infer<typeof install>;
export type Code = z.infer<typeof code>;
export type Message = z.infer<typeof message>;
export type Settings = z.infer<typeof settingsSchema>;
/** All the sandbox remembers; plain JSON, so that it can be kept in a file. */
export type State = z.infer<typeof stateSchema>;

/** Reads a state kept by an earlier run; throws with the offending path when it is not one. */
export function parseState(text: string): State {
  return stateSchema.parse(JSON.parse(text));
}

/** The settings a fresh sandbox starts with. */
export function defaultSettings(): Settings {
  return {
    rateLimits: {
      enabled: true,
      postPerSecond: 1,
      postBurst: 5,
      workspacePostsPerMinute: 300,
      tier1: 1,
      tier2: 20,
      tier3: 50,
      tier4: 100,
      authTest: 300,
      oauthAccess: 600,
    },
    pagingQuirks: true,
    pageCap: null,
    distributed: false,
    authorizeErrors: "callback",
    stateOnDeny: true,
    scopesMustBeConfigured: true,
    replayedCode: "invalid_code",
    missingThread: "thread_not_found",
  };
}
