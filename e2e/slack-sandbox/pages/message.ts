import { type Markup, markup } from "../html.ts";
import type { Message } from "../state.ts";
import { appById, type World } from "../world.ts";
import type { Labels } from "./mrkdwn.ts";
import { renderBlocks } from "./render-blocks.ts";

/** Names of bots, people and channels for mentions. */
export function labelsOf(world: World): Labels {
  return (id) => {
    const install = world.state.installs.find((one) => one.botUserId === id);
    const bot = install && appById(world, install.appId)?.botName;
    const owner = world.state.workspaces.find((one) => one.userId === id)?.userName;
    const person = owner ?? world.state.people.find((one) => one.id === id)?.name;
    return bot ?? person ?? world.state.channels.find((one) => one.id === id)?.name ?? id;
  };
}

function time(at: number): Markup {
  const iso = new Date(at).toISOString();
  return markup`<time datetime="${iso}" title="${iso}">${iso.slice(11, 16)}</time>`;
}

/** One message as people see it; `replies` adds the link to its thread. */
export function renderMessage(
  world: World,
  message: Message,
  replies: number,
  threadHref: string | null,
): Markup {
  const app = appById(world, message.appId);
  const name = message.username ?? app?.name ?? "App";
  const loud = message.notified.length > 0;
  return markup`<article class="message" id="m-${message.ts}" aria-label="Message from ${name}">
<span class="appicon small" style="background:${app?.color ?? "#4a154b"}" aria-hidden="true">${name.slice(0, 1)}</span>
<div class="content"><p class="who"><strong>${name}</strong> <span class="badge">APP</span> ${time(message.receivedAt)}
${message.updatedAt !== null && markup`<span class="muted">(edited)</span>`}
${message.ephemeralFor !== null && markup`<span class="muted">only visible to ${labelsOf(world)(message.ephemeralFor)}</span>`}
${loud && markup`<span class="badge loud">notified ${message.notified.join(", ")}</span>`}</p>
<form method="post" class="blocks" data-ts="${message.ts}"><input type="hidden" name="ts" value="${message.ts}">
${renderBlocks(message.blocks, message.text, labelsOf(world))}</form>
${replies > 0 && threadHref !== null && markup`<p class="thread-link"><a href="${threadHref}">${replies} ${replies === 1 ? "reply" : "replies"}</a></p>`}
</div></article>`;
}
