import { z } from "zod";
import { RETRY_REASONS } from "./outbound/post.ts";
import { settingsSchema } from "./settings.ts";
import { isWebhookError } from "./webhook-errors.ts";

const name = z
  .string()
  .regex(/^[a-z0-9_-]{1,80}$/, "a channel name has only lower-case letters, digits, - and _");

/** `POST /_sandbox/channels` */
export const newChannelBody = z.strictObject({
  team: z.string().optional(),
  name,
  private: z.boolean().optional(),
  archived: z.boolean().optional(),
  shared: z.enum(["no", "external", "organization"]).optional(),
});

/** `POST /_sandbox/many-channels` */
export const manyChannelsBody = z.strictObject({
  team: z.string().optional(),
  count: z.number().int().min(1).max(50_000),
  prefix: name.optional(),
  archivedEvery: z.number().int().positive().optional(),
});

/** `POST /_sandbox/channels/{id}` */
export const channelActionBody = z.strictObject({
  action: z.enum([
    "archive",
    "unarchive",
    "invite",
    "kick",
    "rename",
    "delete",
    "restrict",
    "share",
    "unshare",
  ]),
  name: name.optional(),
  /** The app whose bot is meant; left out: the only installed one. */
  app: z.string().optional(),
  /** With `restrict`: the error a post answers; left out: no restriction. */
  error: z.string().optional(),
  /** With `share`: with whom; left out: another company. */
  with: z.enum(["external", "organization"]).optional(),
});

/** `POST /_sandbox/apps`: a manifest, or the few fields one is built from. */
export const newAppBody = z.strictObject({
  team: z.string().optional(),
  manifest: z.unknown().optional(),
  name: z.string().optional(),
  redirectUrls: z.array(z.string()).optional(),
  scopes: z.array(z.string()).optional(),
  events: z.array(z.string()).optional(),
  eventsUrl: z.string().optional(),
  interactivityUrl: z.string().optional(),
  tokenRotation: z.boolean().optional(),
  orgDeploy: z.boolean().optional(),
});

/** `POST /_sandbox/apps/{id}` */
export const appActionBody = z.strictObject({
  action: z.enum(["verify", "update", "distribute", "undistribute", "org_deploy"]),
  /** With `update`. */
  manifest: z.unknown().optional(),
});

/** `POST /_sandbox/install` */
export const installBody = z.strictObject({
  clientId: z.string(),
  teamId: z.string().optional(),
  scopes: z.union([z.array(z.string()), z.string().transform((text) => text.split(","))]).optional(),
});

/** `POST /_sandbox/revoke` */
export const revokeBody = z.strictObject({
  teamId: z.string().optional(),
  token: z.string().optional(),
  as: z.enum(["account_inactive", "token_revoked", "token_expired"]).optional(),
});

/** `POST /_sandbox/settings`: any part of the settings. */
export const settingsBody = settingsSchema
  .partial()
  .extend({
    rateLimits: settingsSchema.shape.rateLimits.partial().optional(),
    rotation: settingsSchema.shape.rotation.partial().optional(),
    events: settingsSchema.shape.events.partial().optional(),
    webhooks: settingsSchema.shape.webhooks.partial().optional(),
  })
  .strict();

/** `POST /_sandbox/workspaces` */
export const newWorkspaceBody = z.strictObject({
  name: z.string().min(1),
  domain: z.string().optional(),
});

/** `POST /_sandbox/workspaces/{id}` */
export const workspaceActionBody = z.strictObject({
  action: z.enum(["rename", "disable", "enable"]),
  name: z.string().min(1).optional(),
});

/** `POST /_sandbox/organizations` */
export const newOrganizationBody = z.strictObject({
  name: z.string().min(1),
  workspaces: z.array(z.string().min(1)),
});

/** `POST /_sandbox/people` */
export const newPersonBody = z.strictObject({
  team: z.string().optional(),
  name: z.string().min(1),
  realName: z.string().optional(),
  email: z.string().optional(),
  deactivated: z.boolean().optional(),
});

/** `POST /_sandbox/webhooks` */
export const newWebhookBody = z.strictObject({
  team: z.string().optional(),
  channel: z.string(),
  app: z.string().optional(),
});

/** `POST /_sandbox/webhooks/{id}` */
export const webhookActionBody = z.strictObject({
  action: z.enum(["remove", "disable", "enable", "rotate", "fail"]),
  /** With `fail`: what every post answers; left out: nothing any more. */
  error: z.string().refine(isWebhookError, "a webhook never answers this").optional(),
});

/** `POST /_sandbox/clock` */
export const clockBody = z.strictObject({ advanceMs: z.number().int().nonnegative() });

/** `POST /_sandbox/requests/run` */
export const runBody = z.strictObject({
  all: z.boolean().optional(),
  advanceMs: z.number().int().nonnegative().optional(),
});

/** `POST /_sandbox/requests/release` */
export const releaseBody = z.strictObject({
  order: z.union([z.enum(["first", "last"]), z.array(z.number().int())]).optional(),
});

/** `POST /_sandbox/requests/{id}` */
export const requestActionBody = z.strictObject({
  action: z.enum(["send", "drop"]),
  copies: z.number().int().min(1).max(100).optional(),
  signature: z.enum(["good", "wrong", "missing"]).optional(),
  /** Seconds added to the signed time. */
  timestampOffset: z.number().int().optional(),
  retryNum: z.number().int().positive().optional(),
  retryReason: z.enum(RETRY_REASONS).optional(),
});

/** `POST /_sandbox/events` */
export const newEventBody = z.strictObject({
  team: z.string().optional(),
  app: z.string().optional(),
  event: z.looseObject({ type: z.string() }),
  eventId: z.string().optional(),
  /** How long ago it happened; its `event_time` says so. */
  happenedAgoMs: z.number().int().optional(),
});

/** `POST /_sandbox/interactions` */
export const interactionBody = z.strictObject({
  channel: z.string().optional(),
  ts: z.string(),
  actionId: z.string(),
  user: z.string().optional(),
});
