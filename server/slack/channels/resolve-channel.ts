import { z } from "zod";
import type { Context } from "#server/context.ts";
import { callSlack, createSlackClient } from "#server/slack/client.ts";
import { readChannel } from "#server/slack/channels/channel-object.ts";
import {
  findWorkspace,
  inviteCommand,
  openToken,
  type Workspace,
} from "#server/slack/channels/find-workspace.ts";
import { listChannels, refusalOf, saveChannels } from "#server/slack/channels/refresh-channels.ts";

export const resolveChannelInput = z.object({
  projectId: z.uuid(),
  integrationId: z.uuid(),
  /** A name with or without #, an id, or a channel's link. */
  typed: z.string().trim().min(1, "Type a channel's name or id.").max(300),
});

/** A channel that can be chosen, or the sentence why it cannot, with the line that would mend it. */
export type ResolvedChannel =
  | { found: true; channel: { channelId: string; name: string; isPrivate: boolean } }
  | { found: false; sentence: string; command: string | null };

/** Checks a typed channel: an id with Slack itself, a name in the list, which is fetched anew where it is not there. */
export async function resolveChannel(
  ctx: Context,
  input: z.output<typeof resolveChannelInput>,
): Promise<ResolvedChannel> {
  const workspace = await findWorkspace(ctx, input);
  const typed = readTyped(input.typed);
  return typed.kind === "id" ? byId(ctx, workspace, typed.value) : byName(ctx, workspace, typed.value);
}

/** What was typed: a channel's id, taken out of a link too, or a name as Slack writes it. Pure. */
export function readTyped(typed: string): { kind: "id" | "name"; value: string } {
  const link = /\/archives\/([A-Z0-9]+)/.exec(typed)?.[1];
  const value = link ?? typed.trim().replace(/^#/, "");
  return /^[CG][A-Z0-9]{7,}$/.test(value)
    ? { kind: "id", value }
    : { kind: "name", value: value.toLowerCase() };
}

async function byId(ctx: Context, workspace: Workspace, channelId: string): Promise<ResolvedChannel> {
  const client = createSlackClient(ctx.env, await openToken(ctx, workspace));
  const result = await callSlack(() => client.conversations.info({ channel: channelId }));
  if (!result.ok) {
    const hidden = result.kind === "platform" && result.error === "channel_not_found";
    if (hidden) return notSeen(workspace, channelId);
    throw await refusalOf(ctx, workspace, result);
  }
  const channel = readChannel(result.data.channel);
  if (!channel) return notSeen(workspace, channelId);
  await saveChannels(ctx, workspace, [channel]);
  return verdict(channel);
}

async function byName(ctx: Context, workspace: Workspace, name: string): Promise<ResolvedChannel> {
  const known = await findNamed(ctx, workspace, name);
  if (known) return verdict(known);
  const list = await listChannels(ctx, workspace);
  const listed = await findNamed(ctx, workspace, name);
  if (listed) return verdict(listed);
  if (list.complete) return notSeen(workspace, `#${name}`);
  const seconds = Math.ceil((list.continueInMs ?? 1_000) / 1_000);
  return {
    found: false,
    sentence: `Slack asks us to slow down before the list of channels is complete. Try again in ${seconds} s, or type the channel's id.`,
    command: null,
  };
}

function findNamed(ctx: Context, workspace: Workspace, name: string) {
  return ctx.db.slackChannel.findFirst({
    where: { integrationId: workspace.id, name },
    select: { channelId: true, name: true, isPrivate: true, isArchived: true },
    orderBy: { isArchived: "asc" },
  });
}

function verdict(channel: {
  channelId: string;
  name: string;
  isPrivate: boolean;
  isArchived: boolean;
}): ResolvedChannel {
  const { channelId, name, isPrivate, isArchived } = channel;
  if (!isArchived) return { found: true, channel: { channelId, name, isPrivate } };
  const sentence = `#${name} is archived in Slack. Unarchive it there, or choose another channel.`;
  return { found: false, sentence, command: null };
}

function notSeen(workspace: Workspace, what: string): ResolvedChannel {
  const command = inviteCommand(workspace);
  return {
    found: false,
    sentence: `The app does not see ${what} in ${workspace.alias}. If it is a private channel, write ${command} in it, then try again; else check the name.`,
    command,
  };
}
