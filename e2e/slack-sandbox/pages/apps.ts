import { createApp, judgeManifest } from "../apps.ts";
import { type Markup, markup } from "../html.ts";
import { formFields, type Reply, type Request, redirect } from "../http.ts";
import { SCOPES } from "../installs.ts";
import type { ManifestError } from "../manifest.ts";
import { appById, workspaceById, type World } from "../world.ts";
import { appPage, changeAppPage } from "./app-page.ts";
import { errorPage, page } from "./layout.ts";

const EXAMPLE = JSON.stringify({ display_information: { name: "My app" } }, null, 2);

function parse(text: string): { manifest: unknown; errors: ManifestError[] } {
  try {
    return { manifest: JSON.parse(text), errors: [] };
  } catch {
    return { manifest: null, errors: [{ message: "The manifest is not valid JSON", pointer: "/" }] };
  }
}

function pretty(text: string): string {
  const { manifest, errors } = parse(text);
  return errors.length === 0 ? JSON.stringify(manifest, null, 2) : text;
}

function errorList(errors: ManifestError[]): Markup | false {
  if (errors.length === 0) return false;
  const items = errors.map((one) => markup`<li>${one.message} <code>${one.pointer}</code></li>`);
  return markup`<div class="alert" role="alert"><p><strong>We can’t create this app yet.</strong></p><ul>${items}</ul></div>`;
}

function summary(world: World, text: string): Markup | false {
  const { facts } = judgeManifest(world, parse(text).manifest);
  if (facts === null) return false;
  const scopes = facts.botScopes.map(
    (scope) => markup`<li>${SCOPES[scope] ?? scope} <code>${scope}</code></li>`,
  );
  const redirects = facts.redirectUrls.map((url) => markup`<li><code>${url}</code></li>`);
  return markup`<section aria-labelledby="summary"><h2 id="summary">Review summary &amp; create your app</h2>
<p class="appname"><span class="appicon small" style="background:${facts.color}" aria-hidden="true">${facts.name.slice(0, 1)}</span>
<strong>${facts.name}</strong></p>${facts.description !== "" && markup`<p>${facts.description}</p>`}
<h3>Bot scopes (${facts.botScopes.length})</h3><ul class="scopes">${scopes}</ul>
<h3>Redirect URLs</h3>${redirects.length > 0 ? markup`<ul>${redirects}</ul>` : markup`<p class="muted">None</p>`}</section>`;
}

function creationPage(world: World, manifest: string, team: string | null, errors: ManifestError[]): Reply {
  const found = errors.length > 0 ? errors : judgeManifest(world, parse(manifest).manifest).errors;
  const all = parse(manifest).errors.length > 0 ? parse(manifest).errors : found;
  const options = world.state.workspaces.map(
    (one) => markup`<option value="${one.id}"${one.id === team && markup` selected`}>${one.name}</option>`,
  );
  const body = markup`<main class="card"><h1>Create an app from a manifest</h1>
<form method="post" action="/apps">
<div class="field"><label for="team">Pick a workspace to develop your app in</label>
<select id="team" name="team" required>${options}</select>
<p class="hint">An app that is not distributed can be installed only in this workspace.</p></div>
${errorList(all)}${summary(world, manifest)}
<section aria-labelledby="shown"><h2 id="shown">App manifest</h2><pre class="manifest" tabindex="0">${pretty(manifest)}</pre></section>
<details${all.length > 0 && markup` open`}><summary>Edit Configurations</summary>
<div class="field"><label for="manifest">App manifest (JSON)</label>
<textarea id="manifest" name="manifest" rows="18" spellcheck="false">${pretty(manifest)}</textarea></div>
<button class="quiet" name="step" value="review">Review again</button></details>
<div class="buttons"><a class="button quiet" href="/apps">Cancel</a><button class="primary" name="step" value="create">Create</button></div>
</form></main>`;
  return page("Create an app", body, "plain", errors.length > 0 ? 400 : 200);
}

function listPage(world: World): Reply {
  const rows = world.state.apps.map((app) => {
    const workspace = workspaceById(world, app.teamId);
    return markup`<li><a href="/apps/${app.id}">${app.name}</a> <span class="muted">${workspace?.name}</span></li>`;
  });
  const list = rows.length > 0 ? markup`<ul class="apps">${rows}</ul>` : markup`<p>You have no apps yet.</p>`;
  const body = markup`<main class="card"><h1>Your Apps</h1>${list}
<p><a class="button primary" href="/apps?new_app=1">Create New App</a></p></main>`;
  return page("Your apps", body);
}

function create(world: World, form: URLSearchParams): Reply {
  const text = form.get("manifest") ?? "";
  const team = form.get("team");
  if (form.get("step") === "review") return creationPage(world, text, team, []);
  const { manifest, errors } = parse(text);
  if (errors.length > 0) return creationPage(world, text, team, errors);
  if (team === null || workspaceById(world, team) === undefined) {
    return creationPage(world, text, team, [{ message: "Pick a workspace", pointer: "/" }]);
  }
  const created = createApp(world, team, manifest);
  if (created.app === null) return creationPage(world, text, team, created.errors);
  return redirect(`/apps/${created.app.id}`, 303);
}

/** `/apps`: the list, the creation from a manifest, and one app's settings. */
export async function answerApps(world: World, request: Request): Promise<Reply> {
  const { pathname, searchParams } = request.url;
  const id = pathname.split("/")[2];
  if (id) {
    const app = appById(world, id);
    if (app === undefined) {
      return errorPage("App not found", "app_not_found", "This app does not exist here.", 404);
    }
    return request.method === "POST" ? changeAppPage(world, app, request) : appPage(world, app);
  }
  if (request.method === "POST") return create(world, formFields(request));
  if (searchParams.get("new_app") === null) return listPage(world);
  return creationPage(world, searchParams.get("manifest_json") ?? EXAMPLE, searchParams.get("team"), []);
}
