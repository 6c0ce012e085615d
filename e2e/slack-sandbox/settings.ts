import { z } from "zod";
import { webhookStatusesSchema } from "./webhook-errors.ts";

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
  /** What a `limit` of 1000 or more gets. */
  limitTooLarge: z.enum(["adjusted", "invalid_limit"]),
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
  /** Which of the contradicting pages on `auth.revoke` holds for a bot token. */
  authRevoke: z.enum(["uninstalls", "bot_only"]),
  /** What a token answers after `apps.uninstall`. */
  afterUninstall: z.enum(["account_inactive", "token_revoked"]),
  /** Allowed entries of `allowed_ip_address_ranges` in a manifest. */
  allowedIpRanges: z.union([z.literal(10), z.literal(50)]),
  rotation: z.object({
    /** Life of an access token, for apps with token rotation. */
    lifeSeconds: z.number().int().positive(),
    /** How long a used refresh token is still taken. */
    graceSeconds: z.number().int().nonnegative(),
  }),
  events: z.object({
    /** Keeps what happens from being sent until it is released. */
    hold: z.boolean(),
    timeoutMs: z.number().int().positive(),
    /** The waits before the first, second and third retry. */
    retryDelaysMs: z.array(z.number().int().nonnegative()),
    /** Hourly retries for a day after those. */
    delayedEvents: z.boolean(),
    /** Fewer deliveries than this in an hour never disable a subscription. */
    disableFrom: z.number().int().positive(),
    /** Events of a workspace and app in an hour; the rest is dropped with `app_rate_limited`. */
    perHour: z.number().int().positive(),
    uninstallOrder: z.enum(["app_uninstalled_first", "tokens_revoked_first"]),
    /** The lists in `tokens_revoked`: both, only the bots', or both empty. */
    revokedLists: z.enum(["both", "bot_only", "empty"]),
  }),
  webhooks: z.object({
    /** Statuses that sources disagree about or nobody confirmed, by error. */
    statuses: webhookStatusesSchema,
    emptyMessage: z.enum(["no_text", "missing_text_or_fallback_or_attachments"]),
    removed: z.enum(["no_service", "invalid_token"]),
  }),
  /** Scheme and host of issued webhook addresses, for GovSlack's name; null for the sandbox's own. */
  hooksOrigin: z.url().nullable(),
});

/** The settings in force. */
export type Settings = z.infer<typeof settingsSchema>;

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
    limitTooLarge: "adjusted",
    distributed: false,
    authorizeErrors: "callback",
    stateOnDeny: true,
    scopesMustBeConfigured: true,
    replayedCode: "invalid_code",
    missingThread: "thread_not_found",
    authRevoke: "uninstalls",
    afterUninstall: "account_inactive",
    allowedIpRanges: 10,
    rotation: { lifeSeconds: 43_200, graceSeconds: 60 },
    events: {
      hold: false,
      timeoutMs: 3000,
      retryDelaysMs: [0, 60_000, 300_000],
      delayedEvents: false,
      disableFrom: 1000,
      perHour: 30_000,
      uninstallOrder: "app_uninstalled_first",
      revokedLists: "both",
    },
    webhooks: { statuses: {}, emptyMessage: "no_text", removed: "no_service" },
    hooksOrigin: null,
  };
}

const group = z.record(z.string(), z.unknown()).catch({});

/** Settings kept by an earlier run, with the defaults of those that came later. */
export function withDefaults(kept: unknown): unknown {
  const given = group.parse(kept);
  const whole: Record<string, unknown> = { ...defaultSettings(), ...given };
  for (const [key, value] of Object.entries(defaultSettings())) {
    if (typeof value === "object" && value !== null) whole[key] = { ...value, ...group.parse(given[key]) };
  }
  return whole;
}
