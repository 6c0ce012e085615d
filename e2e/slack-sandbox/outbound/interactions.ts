import { asObject, type Json } from "../block-problems.ts";
import { peopleOf } from "../people.ts";
import { issueResponseUrl } from "../response-urls.ts";
import type { Message } from "../state.ts";
import { messageObject } from "../web-api/message-object.ts";
import { slackJson } from "../web-api/wire.ts";
import { appById, organizationOf, workspaceById, type World } from "../world.ts";
import type { Posted } from "./post.ts";

/** What a person presses. */
export type Press = { message: Message; actionId: string; userId?: string | undefined };

function buttonsIn(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(buttonsIn);
  const node = asObject(value);
  if (node === null) return [];
  if (node.type === "button") return [node];
  return Object.values(node).flatMap(buttonsIn);
}

/** The buttons of a message with the blocks they stand in. */
export function buttonsOf(message: Message): { button: Json; blockId: string }[] {
  return message.blocks.flatMap((block) =>
    buttonsIn(block).map((button) => ({ button, blockId: String(block.block_id ?? "") })),
  );
}

/**
 * Tells the app that a person pressed a button, one with a URL too. Not repeated when it fails: Slack shows the person
 * a warning instead. Null when the message has no such button or the app takes no interactions.
 */
export async function press(world: World, pressed: Press, origin: string): Promise<Posted | null> {
  const { message } = pressed;
  const app = appById(world, message.appId);
  const install = world.state.installs.findLast(
    (one) => one.appId === message.appId && one.botUserId === message.userId,
  );
  const found = buttonsOf(message).find((one) => one.button.action_id === pressed.actionId);
  const workspace = workspaceById(world, message.teamId);
  if (!app || !install || !found || !workspace || app.interactivityUrl === null) return null;

  const people = peopleOf(world, workspace.id);
  const person = people.find((one) => one.id === pressed.userId) ?? people[0];
  const channel = world.state.channels.find((one) => one.id === message.channelId);
  const organization = organizationOf(world, workspace.id);
  const { button, blockId } = found;
  const name = person?.name ?? workspace.userName;
  const payload = {
    type: "block_actions",
    user: {
      id: person?.id ?? workspace.userId,
      username: name,
      name,
      team_id: workspace.id,
    },
    api_app_id: app.id,
    token: app.verificationToken,
    container: {
      type: "message",
      message_ts: message.ts,
      channel_id: message.channelId,
      is_ephemeral: message.ephemeralFor !== null,
    },
    trigger_id: `${world.ids.clientId()}.${world.ids.secret()}`,
    team: { id: workspace.id, domain: workspace.domain },
    enterprise: organization ? { id: organization.id, name: organization.name } : null,
    is_enterprise_install: install.orgWide,
    channel: { id: message.channelId, name: channel?.name ?? "" },
    message: messageObject(message, app, install, origin),
    state: { values: {} },
    response_url: issueResponseUrl(world, message, person?.id ?? workspace.userId, origin),
    actions: [
      {
        action_id: pressed.actionId,
        block_id: blockId,
        text: button.text,
        ...(button.value !== undefined && { value: button.value }),
        ...(button.style !== undefined && { style: button.style }),
        type: "button",
        action_ts: (world.now() / 1000).toFixed(6),
      },
    ],
  };
  return world.outbox.send({
    kind: "interaction",
    type: "block_actions",
    appId: app.id,
    team: workspace.id,
    eventId: null,
    contentType: "application/x-www-form-urlencoded",
    body: new URLSearchParams({ payload: slackJson(payload) }).toString(),
    happenedAt: world.now(),
  });
}
