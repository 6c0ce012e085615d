import { markup } from "../html.ts";
import { formFields, type Reply, type Request, redirect } from "../http.ts";
import { SCOPES } from "../installs.ts";
import {
  allow,
  type Authorization,
  type AuthorizeTrouble,
  deny,
  mayInstallOrgWide,
  orderedTrouble,
  readAuthorization,
} from "../oauth.ts";
import type { Workspace } from "../state.ts";
import type { World } from "../world.ts";
import { faultReply, troublesAfter } from "../web-api/fault-reply.ts";
import { errorPage, page } from "./layout.ts";

const TITLE = "Something went wrong when authorizing this app";

function troubled(trouble: AuthorizeTrouble): Reply {
  return trouble.callback === null
    ? errorPage(TITLE, trouble.error, trouble.detail)
    : redirect(trouble.callback);
}

function workspacePicker(world: World, asked: Authorization) {
  const chosen = asked.team?.id ?? asked.app.teamId;
  const options = world.state.workspaces.map(
    (one) => markup`<option value="${one.id}"${one.id === chosen && markup` selected`}>${one.name}</option>`,
  );
  const organizations = world.state.organizations
    .filter((one) => mayInstallOrgWide(world, asked.app, one))
    .map((one) => markup`<option value="${one.id}">${one.name} (the whole organization)</option>`);
  return markup`<div class="field"><label for="team">Workspace</label><select id="team" name="team_id">${options}${organizations}</select></div>`;
}

const MOST_CHANNELS = 300;

function channelPicker(world: World, workspaces: Workspace[]) {
  const groups = workspaces.map((workspace) => {
    const channels = world.state.channels.filter(
      (one) => one.teamId === workspace.id && !one.isDeleted && !one.isArchived,
    );
    const options = channels
      .slice(0, MOST_CHANNELS)
      .map(
        (one) => markup`<option value="${one.id}">${one.isPrivate ? "(private) " : "# "}${one.name}</option>`,
      );
    return markup`<optgroup label="${workspace.name}">${options}</optgroup>`;
  });
  return markup`<div class="field"><label for="channel">Where should this app post?</label>
<select id="channel" name="channel_id" required><option value="">Search for a channel…</option>${groups}</select></div>`;
}

function consentPage(world: World, asked: Authorization, query: string): Reply {
  const { app } = asked;
  const home = world.state.workspaces.find((one) => one.id === (asked.team?.id ?? app.teamId));
  const scopes = asked.scopes.map(
    (scope) => markup`<li>${SCOPES[scope] ?? scope} <code>${scope}</code></li>`,
  );
  const body = markup`<main class="card narrow consent">
<div class="pair" aria-hidden="true"><span class="appicon" style="background:${app.color}">${app.name.slice(0, 1)}</span>
<span class="dots">•••</span><span class="appicon team">${home?.name.slice(0, 1)}</span></div>
<h1><strong>${app.name}</strong> is requesting permission to access the <strong>${home?.name}</strong> Slack workspace</h1>
<form method="post" action="/oauth/v2/authorize?${query}">
${world.state.workspaces.length > 1 && workspacePicker(world, asked)}
<h2>What will ${app.name} be able to do?</h2><ul class="scopes">${scopes}</ul>
${asked.scopes.includes("incoming-webhook") && channelPicker(world, world.state.workspaces)}
<div class="buttons"><button class="quiet" name="decision" value="cancel" formnovalidate>Cancel</button>
<button class="primary" name="decision" value="allow" aria-label="Allow: install ${app.name}">Allow</button></div>
</form></main>`;
  return page(`Authorize ${app.name}`, body);
}

/** `/oauth/v2/authorize`: the consent page, and what the user decides on it. */
export function answerAuthorize(world: World, request: Request): Reply {
  const query = request.url.searchParams;
  const asked = readAuthorization(world, query);
  if ("error" in asked) return troubled(asked);
  if (request.method !== "POST") return consentPage(world, asked, query.toString());
  const fault = world.faults.take("authorize", []);
  if (fault?.kind === "error") {
    const ordered = orderedTrouble(world, asked, fault.error ?? "");
    if (ordered !== null) return troubled(ordered);
  }
  const before = fault && faultReply(world, fault, request.origin);
  if (before) return before.reply;
  const decided = decide(world, asked, formFields(request));
  return fault ? troublesAfter(fault, decided) : decided;
}

function decide(world: World, asked: Authorization, form: URLSearchParams): Reply {
  if (form.get("decision") !== "allow") return redirect(deny(world, asked));
  const outcome = allow(world, asked, form.get("team_id") ?? asked.app.teamId, form.get("channel_id"));
  return typeof outcome === "string" ? redirect(outcome) : troubled(outcome);
}
