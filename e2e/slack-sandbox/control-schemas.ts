import { z } from "zod";
import { settingsSchema } from "./state.ts";

const name = z
  .string()
  .regex(/^[a-z0-9_-]{1,80}$/, "a channel name has only lower-case letters, digits, - and _");

/** `POST /_sandbox/channels` */
export const newChannelBody = z.strictObject({
  team: z.string().optional(),
  name,
  private: z.boolean().optional(),
  archived: z.boolean().optional(),
});

/** `POST /_sandbox/channels/{id}` */
export const channelActionBody = z.strictObject({
  action: z.enum(["archive", "unarchive", "invite", "kick", "rename", "delete", "restrict"]),
  name: name.optional(),
  /** The app whose bot is meant; left out: the only installed one. */
  app: z.string().optional(),
  /** With `restrict`: the error a post answers; left out: no restriction. */
  error: z.string().optional(),
});

/** `POST /_sandbox/apps`: a manifest, or the few fields one is built from. */
export const newAppBody = z.strictObject({
  team: z.string().optional(),
  manifest: z.unknown().optional(),
  name: z.string().optional(),
  redirectUrls: z.array(z.string()).optional(),
  scopes: z.array(z.string()).optional(),
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
  .extend({ rateLimits: settingsSchema.shape.rateLimits.partial().optional() })
  .strict();

/** `POST /_sandbox/workspaces` */
export const newWorkspaceBody = z.strictObject({
  name: z.string().min(1),
  domain: z.string().optional(),
});
