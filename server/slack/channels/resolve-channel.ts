import { z } from "zod";
import type { Context } from "#server/context.ts";
import { comeBack, takeTurn } from "#server/delivery/pacing.ts";
import { callAs } from "#server/slack/call-as.ts";
import { readChannel } from "#server/slack/channels/channel-object.ts";
import { findWorkspace, inviteCommand, type Workspace } from "#server/slack/channels/find-workspace.ts";
import { listProblem, refusalOf } from "#server/slack/channels/list-problem.ts";
import { saveChannels } from "#server/slack/channels/save-channels.ts";
import { infoPaceOf } from "#server/slack/channels/info-pace.ts";
import { walkChannels } from "#server/slack/channels/walk-channels.ts";
import { claimChannels } from "#server/slack/watch/claim-connection.ts";

export const resolveChannelInput = z.object({
  projectId: z.uuid(),
  integrationId: z.uuid(),
  /** A name with or without #, an id, or a channel's link. */
  typed: z.string().trim().min(1, "Type a channel's name or id.").max(300),
});

/** A channel that can be chosen, or the sentence why it cannot, with the line that would mend it. */
export type ResolvedChannel =
  | { found: true; channel: { channelId: string; name: string; isPrivate: boolean } }
  | {
      found: false;
      sentence: string;
      command: string | null /** Worth asking again: the list is still coming. */;
      pending: boolean;
    };

const peopleCannot =
  "Messages go to channels, not to people. Type a channel's name such as #general, its id or its link.";

/** How long a look into Slack's list for one name may take before the rest is left to the background. */
const patienceMs = 8_000;

/**
 * Checks a typed channel with Slack: an id by itself, a name, which Slack does not look up, on the pages of its list
 * that we have not seen yet.
 */
export async function resolveChannel(
  ctx: Context,
  input: z.output<typeof resolveChannelInput>,
): Promise<ResolvedChannel> {
  const workspace = await findWorkspace(ctx, input);
  const typed = readTyped(input.typed);
  if (typed.kind === "person") return { found: false, sentence: peopleCannot, command: null, pending: false };
  return typed.kind === "id" ? byId(ctx, workspace, typed.value) : byName(ctx, workspace, typed.value);
}

/** What was typed: a channel's id, taken out of a link too, or a name as Slack writes it; a person is told apart. Pure. */
export function readTyped(typed: string): { kind: "id" | "name" | "person"; value: string } {
  const link = /\/archives\/([A-Z0-9]+)/.exec(typed)?.[1];
  if (/^(@|<@|[UW]\d[A-Z0-9]{7,}$)/.test(typed.trim())) return { kind: "person", value: typed.trim() };
  const value = link ?? typed.trim().replace(/^#/, "");
  return /^[CG][A-Z0-9]{7,}$/.test(value)
    ? { kind: "id", value }
    : { kind: "name", value: value.toLowerCase() };
}

async function byId(ctx: Context, workspace: Workspace, channelId: string): Promise<ResolvedChannel> {
  const turn = await takeTurn(ctx.db, [infoPaceOf(workspace)], ctx.clock.now());
  if (!turn.allowed) {
    throw comeBack(turn.at, ctx.clock.now(), "Slack's limit for looking channels up is used up.");
  }
  const result = await callAs(ctx, workspace, (client) => client.conversations.info({ channel: channelId }));
  if (!result.ok) {
    const hidden = result.kind === "platform" && result.error === "channel_not_found";
    if (hidden) return notSeen(workspace, channelId);
    throw await refusalOf(ctx, workspace, result);
  }
  const channel = readChannel(result.data.channel);
  if (!channel) return notSeen(workspace, channelId);
  await saveChannels(ctx.db, workspace.id, [channel], ctx.clock.now());
  return verdict(channel);
}

async function byName(ctx: Context, workspace: Workspace, name: string): Promise<ResolvedChannel> {
  const stored = await findNamed(ctx, workspace, name);
  if (stored) return verdict(stored);
  const startedAt = ctx.clock.now();
  // Whoever fetches the list already does it for us too.
  if (await claimChannels(ctx.db, workspace.id, startedAt)) {
    const end = await walkChannels(ctx, workspace, async () => {
      const waited = ctx.clock.now().getTime() - startedAt.getTime();
      return waited > patienceMs || (await findNamed(ctx, workspace, name)) !== null;
    });
    ctx.kick.slackWatch();
    const listed = await findNamed(ctx, workspace, name);
    if (listed) return verdict(listed);
    if (end.kind === "complete") return notSeen(workspace, `#${name}`);
    if (end.kind === "failed") {
      return {
        found: false,
        sentence: listProblem(end.code, workspace.botName),
        command: null,
        pending: false,
      };
    }
  }
  const known = await ctx.db.slackChannel.count({ where: { integrationId: workspace.id } });
  return {
    found: false,
    sentence: `The list is still coming from Slack: ${known.toLocaleString("en")} channels so far, #${name} is not among them yet. It is looked for as they come; the channel's id or link is found at once.`,
    command: null,
    pending: true,
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
  return { found: false, sentence, command: null, pending: false };
}

function notSeen(workspace: Workspace, what: string): ResolvedChannel {
  const command = inviteCommand(workspace);
  return {
    found: false,
    sentence: `The app does not see ${what} in ${workspace.alias}. If it is a private channel, write ${command} in it, then try again; else check the name.`,
    command,
    pending: false,
  };
}
