import { updateApp } from "../apps.ts";
import { uninstall } from "../endings.ts";
import { type Markup, markup } from "../html.ts";
import { formFields, type Reply, type Request, redirect } from "../http.ts";
import { SCOPES } from "../installs.ts";
import { verifyEventsUrl } from "../outbound/verify-url.ts";
import type { App } from "../state.ts";
import { organizationOf, workspaceById, type World } from "../world.ts";
import { page } from "./layout.ts";

const SHOW = markup`<script>document.querySelectorAll("[data-shows]").forEach((button) => button.addEventListener("click", () => {
const field = document.getElementById(button.dataset.shows); const hidden = field.type === "password";
field.type = hidden ? "text" : "password"; button.textContent = hidden ? "Hide" : "Show"; }));</script>`;

function secretField(id: string, label: string, value: string): Markup {
  return markup`<div class="field"><label for="${id}">${label}</label><div class="secret">
<input id="${id}" type="password" readonly value="${value}" autocomplete="off">
<button type="button" class="quiet" data-shows="${id}" aria-label="Show ${label}">Show</button></div></div>`;
}

const listOr = (items: Markup[]): Markup =>
  items.length > 0 ? markup`<ul>${items}</ul>` : markup`<p class="muted">None</p>`;

const step = (name: string, label: string, value = ""): Markup =>
  markup`<form method="post"><input type="hidden" name="value" value="${value}"><button class="quiet" name="step" value="${name}">${label}</button></form>`;

function eventsSection(app: App): Markup {
  const state = app.eventsDisabled
    ? markup`<p class="alert" role="alert">Your app was failing too often, so we stopped sending events.</p>`
    : markup`<p>${app.eventsVerified ? "Verified" : "Your URL isn’t verified yet."}</p>`;
  const body = app.eventsUrl
    ? markup`<p>Request URL <code>${app.eventsUrl}</code></p>${state}
${step("verify", app.eventsDisabled ? "Re-enable Events" : "Verify")}
<h3>Bot Events</h3>${listOr(app.events.map((one) => markup`<li><code>${one}</code></li>`))}`
    : markup`<p class="muted">Off</p>`;
  return markup`<section id="events" aria-labelledby="events-title"><h2 id="events-title">Event Subscriptions</h2>${body}</section>`;
}

function installsSection(world: World, app: App): Markup {
  const rows = world.state.installs
    .filter((one) => one.appId === app.id && one.status === "active")
    .map((one) => {
      const place = workspaceById(world, one.teamId) ?? organizationOf(world, one.teamId);
      return markup`<li><strong>${place?.name}</strong>${one.orgWide && " (organization)"} ${step("uninstall", `Uninstall from ${place?.name}`, one.teamId)}</li>`;
    });
  const hooks = world.state.webhooks
    .filter((one) => one.appId === app.id && one.status === "active")
    .map((one) => {
      const channel = world.state.channels.find((known) => known.id === one.channelId);
      return markup`<li>#${channel?.name} <code>…${one.secret.slice(-4)}</code> ${step("remove_webhook", "Remove", one.id)}</li>`;
    });
  return markup`<section id="install" aria-labelledby="install-title"><h2 id="install-title">Installed Workspaces</h2>${listOr(rows)}
<h3>Incoming Webhooks</h3>${listOr(hooks)}</section>`;
}

function distributionSection(app: App): Markup {
  return markup`<section id="distribution" aria-labelledby="distribution-title"><h2 id="distribution-title">Manage Distribution</h2>
${app.distributed ? markup`<p>Public Distribution is active.</p>` : step("distribute", "Activate Public Distribution")}
<h3>Org Level Apps</h3>${app.orgDeploy ? markup`<p>Organizations can install this app for all their workspaces.</p>` : step("org_deploy", "Opt-In")}</section>`;
}

/** One app's settings: credentials, scopes, events, installations, distribution, manifest. */
export function appPage(world: World, app: App, problem: string | null = null): Reply {
  const workspace = workspaceById(world, app.teamId);
  const redirects = app.redirectUrls.map((url) => markup`<li><code>${url}</code></li>`);
  const scopes = app.scopes.map((scope) => markup`<li>${SCOPES[scope] ?? scope} <code>${scope}</code></li>`);
  const body = markup`<main class="card"><p class="crumbs"><a href="/apps">Your apps</a> / ${app.name}</p>
<h1>Basic Information</h1>${problem !== null && markup`<p class="alert" role="alert">${problem}</p>`}
<p class="appname"><span class="appicon small" style="background:${app.color}" aria-hidden="true">${app.name.slice(0, 1)}</span>
<strong>${app.name}</strong> <span class="muted">in ${workspace?.name}</span></p>
<section aria-labelledby="credentials"><h2 id="credentials">App Credentials</h2>
<p>These credentials allow your app to access the Slack API. They are secret: please don’t share them.</p>
<div class="field"><label for="app-id">App ID</label><input id="app-id" readonly value="${app.id}"></div>
<div class="field"><label for="client-id">Client ID</label><input id="client-id" readonly value="${app.clientId}"></div>
${secretField("client-secret", "Client Secret", app.clientSecret)}
${secretField("signing-secret", "Signing Secret", app.signingSecret)}</section>
<section id="oauth"><h2>OAuth &amp; Permissions</h2><h3>Redirect URLs</h3>${listOr(redirects)}
<h3>Bot Token Scopes</h3><ul class="scopes">${scopes}</ul></section>
${eventsSection(app)}
<section id="interactivity"><h2>Interactivity</h2>${app.interactivityUrl ? markup`<p>Request URL <code>${app.interactivityUrl}</code></p>` : markup`<p class="muted">Off</p>`}</section>
${installsSection(world, app)}${distributionSection(app)}
<section><h2>App Manifest</h2><details><summary>Show the manifest</summary><form method="post">
<div class="field"><label for="manifest">App manifest (JSON)</label>
<textarea id="manifest" name="value" rows="18" spellcheck="false">${JSON.stringify(app.manifest, null, 2)}</textarea></div>
<button class="quiet" name="step" value="manifest">Save Changes</button></form></details></section>
${SHOW}</main>`;
  return page(app.name, body, "plain", problem === null ? 200 : 400);
}

function saveManifest(world: World, app: App, text: string): string | null {
  try {
    const { errors } = updateApp(world, app, JSON.parse(text));
    return errors.length > 0 ? errors.map((one) => `${one.message} (${one.pointer})`).join("; ") : null;
  } catch {
    return "The manifest is not valid JSON.";
  }
}

async function obey(world: World, app: App, form: URLSearchParams): Promise<string | null> {
  const value = form.get("value") ?? "";
  switch (form.get("step")) {
    case "verify":
      return (await verifyEventsUrl(world, app)).problem;
    case "manifest":
      return saveManifest(world, app, value);
    case "distribute":
      app.distributed = true;
      break;
    case "org_deploy":
      app.orgDeploy = true;
      break;
    case "uninstall":
      for (const install of world.state.installs) {
        if (install.appId === app.id && install.teamId === value && install.status === "active") {
          uninstall(world, install, "account_inactive");
        }
      }
      break;
    case "remove_webhook":
      for (const hook of world.state.webhooks) {
        if (hook.id === value && hook.appId === app.id) hook.status = "removed";
      }
  }
  world.changed();
  return null;
}

/** Does what was pressed on the settings page and shows it again. */
export async function changeAppPage(world: World, app: App, request: Request): Promise<Reply> {
  const problem = await obey(world, app, formFields(request));
  return problem === null ? redirect(`/apps/${app.id}`, 303) : appPage(world, app, problem);
}
