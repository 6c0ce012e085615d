import { changeChannel } from "../control-channels.ts";
import { ControlError } from "../control-lookups.ts";
import { type Markup, markup } from "../html.ts";
import { formFields, type Reply, type Request, redirect } from "../http.ts";
import { press } from "../outbound/interactions.ts";
import type { Channel, Message, Workspace } from "../state.ts";
import { appById, channelById, workspaceById, type World } from "../world.ts";
import { errorPage, LOCK, page } from "./layout.ts";
import { renderMessage } from "./message.ts";

const SHOWN = 200;

/** Above this many the list of channels is cut; the address of a channel always works. */
const LISTED = 300;

const POLL = markup`<script>document.addEventListener("click", (event) => { const link = event.target.closest("a[data-press]");
if (link) navigator.sendBeacon(location.pathname, new URLSearchParams({ press: link.dataset.press, ts: link.closest("[data-ts]").dataset.ts })); });
const live = document.getElementById("live"); live.scrollTop = live.scrollHeight;
setInterval(async () => { if (document.hidden || document.activeElement?.tagName === "INPUT") return;
try { const answer = await fetch(location.href); if (!answer.ok) return;
const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
for (const id of ["live", "thread", "list"]) { const now = document.getElementById(id), next = fresh.getElementById(id);
if (now && next && now.innerHTML !== next.innerHTML) { const low = now.scrollHeight - now.scrollTop - now.clientHeight < 80;
now.innerHTML = next.innerHTML; if (id === "live" && low) now.scrollTop = now.scrollHeight; } } } catch {} }, 2000);</script>`;

function sidebar(world: World, team: Workspace, current: Channel): Markup {
  const teams = world.state.workspaces.map(
    (one) => markup`<li><a href="/client/${one.id}"${one.id === team.id && markup` aria-current="true"`}>
<span class="appicon team small" aria-hidden="true">${one.name.slice(0, 1)}</span>${one.name}</a></li>`,
  );
  const all = world.state.channels.filter((one) => one.teamId === team.id && !one.isDeleted);
  const shown = all.slice(0, LISTED);
  const channels = (shown.includes(current) ? shown : [current, ...shown]).map(
    (
      one,
    ) => markup`<li><a href="/client/${team.id}/${one.id}"${one.id === current.id && markup` aria-current="page"`}>
<span class="sign" aria-hidden="true">${one.isPrivate ? LOCK : "#"}</span><span class="name">${one.name}</span>
${one.isPrivate && markup`<span class="sr">(private)</span>`}${one.isArchived && markup`<span class="tag">archived</span>`}${one.shared !== "no" && markup`<span class="tag">shared</span>`}</a></li>`,
  );
  const more = all.length > LISTED && markup`<p class="muted">and ${all.length - LISTED} more</p>`;
  return markup`<nav id="channels" aria-label="Workspaces and channels"><a class="close" href="#main">Close</a>
<h2>Workspaces</h2><ul class="teams">${teams}</ul><h2>Channels</h2><ul id="list">${channels}</ul>${more}
<p><a href="/apps">Your apps</a></p></nav>`;
}

function controls(channel: Channel, notice: Markup | false): Markup {
  const next = channel.isArchived ? "unarchive" : "archive";
  return markup`<footer class="composer">${notice}<form method="post"><label class="sr" for="command">Command</label>
<input id="command" name="command" placeholder="/invite @bot" autocomplete="off" required><button class="primary">Send</button></form>
<form method="post"><button class="quiet" name="action" value="${next}">${channel.isArchived ? "Unarchive" : "Archive"} channel</button></form></footer>`;
}

function threadPanel(world: World, messages: Message[], ts: string, base: string): Markup | false {
  const root = messages.find((one) => one.ts === ts);
  if (root === undefined) return false;
  const replies = messages.filter((one) => one.threadTs === ts);
  return markup`<aside class="thread" aria-labelledby="thread-title"><header><h2 id="thread-title">Thread</h2>
<a href="${base}">Close</a></header><div id="thread" tabindex="0">${renderMessage(world, root, 0, null)}
<p class="count">${replies.length} ${replies.length === 1 ? "reply" : "replies"}</p>
${replies.map((one) => renderMessage(world, one, 0, null))}</div></aside>`;
}

function channelPage(world: World, team: Workspace, channel: Channel, request: Request): Reply {
  const base = `/client/${team.id}/${channel.id}`;
  const all = world.state.messages.filter((one) => one.channelId === channel.id);
  const top = all.filter((one) => one.threadTs === null || one.replyBroadcast).slice(-SHOWN);
  const counts = new Map<string, number>();
  for (const one of all)
    if (one.threadTs !== null) counts.set(one.threadTs, (counts.get(one.threadTs) ?? 0) + 1);
  const bots = world.state.installs
    .filter((one) => one.status === "active" && channel.bots.includes(one.botUserId))
    .map((one) => `@${appById(world, one.appId)?.botName ?? one.botUserId}`);
  const rendered = top.map((one) =>
    renderMessage(world, one, counts.get(one.ts) ?? 0, `${base}?thread=${one.ts}`),
  );
  const ts = request.url.searchParams.get("thread");
  const problem = request.url.searchParams.get("problem");
  const notice = problem !== null && markup`<p class="alert" role="alert">${problem}</p>`;
  const thread = ts !== null && threadPanel(world, all, ts, base);
  const body = markup`<div class="shell${thread !== false && " with-thread"}">${sidebar(world, team, channel)}
<main id="main"><header class="channel"><a class="menu" href="#channels">Channels</a>
<h1><span aria-hidden="true">${channel.isPrivate ? LOCK : "#"} </span>${channel.name}</h1>
<p class="muted">${team.name}${channel.isPrivate && ", private"}${channel.isArchived && ", archived"}
· ${bots.length > 0 ? `apps: ${bots.join(", ")}` : "no app is a member"}</p></header>
<div id="live" tabindex="0" role="log" aria-label="Messages">${rendered.length > 0 ? rendered : markup`<p class="empty">No messages yet.</p>`}</div>
${controls(channel, notice)}</main>${thread}</div>${POLL}`;
  return page(`${channel.name} | ${team.name}`, body, "client");
}

async function pressed(world: World, channel: Channel, form: URLSearchParams, origin: string) {
  const message = world.state.messages.find(
    (one) => one.channelId === channel.id && one.ts === form.get("ts"),
  );
  const posted = message && (await press(world, { message, actionId: form.get("press") ?? "" }, origin));
  if (!posted) return "This app is not configured to handle interactive responses.";
  if (posted.status === null) return `This app could not be reached: ${posted.reason}.`;
  return posted.reason === null ? null : `This app responded with Status Code ${posted.status}.`;
}

async function obey(world: World, channel: Channel, base: string, request: Request): Promise<Reply> {
  const form = formFields(request);
  const refuse = (problem: string) => redirect(`${base}?problem=${encodeURIComponent(problem)}`, 303);
  const action = form.get("action");
  const command = (form.get("command") ?? "").trim();
  const invited = /^\/(invite|kick|remove)\s+@?(.+)$/.exec(command);
  const renamed = /^\/rename\s+([a-z0-9_-]{1,80})$/.exec(command);
  if (form.has("press")) {
    const problem = await pressed(world, channel, form, request.origin);
    return problem === null ? redirect(base, 303) : refuse(problem);
  }
  try {
    if (action === "archive" || action === "unarchive") changeChannel(world, channel.id, { action });
    else if (renamed?.[1]) changeChannel(world, channel.id, { action: "rename", name: renamed[1] });
    else if (invited?.[2]) {
      changeChannel(world, channel.id, {
        action: invited[1] === "invite" ? "invite" : "kick",
        app: invited[2].trim(),
      });
    } else return refuse("Only /invite @bot, /remove @bot and /rename name are understood here.");
  } catch (problem) {
    if (problem instanceof ControlError) return refuse(problem.message);
    throw problem;
  }
  return redirect(base, 303);
}

/** `/client/{team}/{channel}`: a channel as its people see it. Shorter addresses lead to the first one. */
export async function answerClient(world: World, request: Request): Promise<Reply> {
  const [, , teamId = "", place = "", archived = ""] = request.url.pathname.split("/");
  const team = teamId === "" ? world.state.workspaces[0] : workspaceById(world, teamId);
  if (team === undefined)
    return errorPage("No such workspace", "team_not_found", "It does not exist here.", 404);
  if (place === "archives") return redirect(`/client/${team.id}/${archived}`);
  if (place === "") {
    const first = world.state.channels.find((one) => one.teamId === team.id && !one.isDeleted);
    if (first === undefined) return errorPage("No channels", "channel_not_found", "It has no channels.", 404);
    return redirect(`/client/${team.id}/${first.id}`);
  }
  const channel = channelById(world, place);
  if (channel?.teamId !== team.id) {
    return errorPage("No such channel", "channel_not_found", "It does not exist in this workspace.", 404);
  }
  if (request.method === "POST") return obey(world, channel, `/client/${team.id}/${channel.id}`, request);
  return channelPage(world, team, channel, request);
}
