import { z } from "zod";
import * as apps from "./control-apps.ts";
import * as channels from "./control-channels.ts";
import { ControlError } from "./control-lookups.ts";
import * as places from "./control-places.ts";
import * as requests from "./control-requests.ts";
import * as bodies from "./control-schemas.ts";
import { messageView, stateView } from "./control-views.ts";
import { faultSchema } from "./faults.ts";
import { json, type Reply, type Request } from "./http.ts";
import type { World } from "./world.ts";

function readBody<S extends z.ZodType>(request: Request, schema: S): z.infer<S> {
  const text = request.body.toString("utf8");
  return schema.parse(text === "" ? {} : JSON.parse(text));
}

function messages(world: World, query: URLSearchParams) {
  const key = query.get("channel");
  const wanted = key?.replace(/^#/, "");
  const team = query.get("team");
  const found = world.state.messages
    .filter((message) => team === null || message.teamId === team)
    .map((message) => messageView(world, message));
  return found.filter((one) => wanted === undefined || one.channel === wanted || one.channelName === wanted);
}

function changeSettings(world: World, request: Request) {
  const { rateLimits, rotation, events, webhooks, ...rest } = readBody(request, bodies.settingsBody);
  const { settings } = world.state;
  Object.assign(settings, rest);
  Object.assign(settings.rateLimits, rateLimits);
  Object.assign(settings.rotation, rotation);
  Object.assign(settings.events, events);
  Object.assign(settings.webhooks, webhooks);
  world.limits.reset();
  world.changed();
  return world.state.settings;
}

type Verb = (world: World, request: Request, id: string) => unknown;

/** A verb whose body is checked first. */
function taking<S extends z.ZodType>(
  schema: S,
  act: (world: World, body: z.infer<S>, request: Request, id: string) => unknown,
): Verb {
  return (world, request, id) => act(world, readBody(request, schema), request, id);
}

const VERBS: Record<string, Verb> = {
  "GET messages": (world, { url }) => ({ messages: messages(world, url.searchParams) }),
  "DELETE messages": (world) => {
    world.state.messages.length = 0;
    world.changed();
    return { messages: [] };
  },
  "GET state": stateView,
  "GET calls": (world, { url }) => ({ calls: world.calls.list(url.searchParams.get("method") ?? undefined) }),
  "DELETE calls": (world) => {
    world.calls.clear();
    return { calls: [] };
  },
  "GET settings": (world) => world.state.settings,
  "POST settings": changeSettings,
  "GET clock": (world) => ({ now: new Date(world.now()).toISOString() }),
  "POST clock": taking(bodies.clockBody, (world, { advanceMs }) => {
    world.advance(advanceMs);
    return { now: new Date(world.now()).toISOString() };
  }),
  "POST channels": taking(bodies.newChannelBody, channels.addChannel),
  "POST channels/": taking(bodies.channelActionBody, (world, body, _, id) =>
    channels.changeChannel(world, id, body),
  ),
  "POST many-channels": taking(bodies.manyChannelsBody, channels.addManyChannels),
  "POST apps": taking(bodies.newAppBody, apps.addApp),
  "POST apps/": taking(bodies.appActionBody, (world, body, _, id) => apps.changeApp(world, id, body)),
  "POST install": taking(bodies.installBody, apps.addInstall),
  "POST revoke": taking(bodies.revokeBody, apps.revoke),
  "POST workspaces": taking(bodies.newWorkspaceBody, places.addWorkspace),
  "POST workspaces/": taking(bodies.workspaceActionBody, (world, body, _, id) =>
    places.changeWorkspace(world, id, body),
  ),
  "POST organizations": taking(bodies.newOrganizationBody, places.addOrganization),
  "POST people": taking(bodies.newPersonBody, places.addPerson),
  "GET webhooks": (world, { origin }) => ({
    webhooks: world.state.webhooks.map((hook) => places.webhookView(world, hook, origin)),
  }),
  "POST webhooks": taking(bodies.newWebhookBody, (world, body, { origin }) =>
    places.addWebhook(world, body, origin),
  ),
  "POST webhooks/": taking(bodies.webhookActionBody, (world, body, { origin }, id) =>
    places.changeWebhook(world, id, body, origin),
  ),
  "GET requests": (world, { url }) => requests.listRequests(world, url.searchParams),
  "DELETE requests": (world) => {
    world.outbox.clear();
    return { requests: [] };
  },
  "POST requests/run": taking(bodies.runBody, requests.runRequests),
  "POST requests/release": taking(bodies.releaseBody, requests.releaseRequests),
  "POST requests/": taking(bodies.requestActionBody, (world, body, _, id) =>
    requests.changeRequest(world, id, body),
  ),
  "POST events": taking(bodies.newEventBody, requests.orderEvent),
  "POST interactions": taking(bodies.interactionBody, (world, body, { origin }) =>
    requests.orderInteraction(world, body, origin),
  ),
  "GET faults": (world) => ({ faults: world.faults.list() }),
  "POST faults": taking(faultSchema, (world, order) => world.faults.add(order)),
  "DELETE faults": (world) => {
    world.faults.clear();
    return { faults: [] };
  },
};

function verbOf({ method, url }: Request): { verb: Verb | undefined; id: string } {
  const [, , resource = "", id] = url.pathname.split("/").map(decodeURIComponent);
  const name = `${method} ${resource}`;
  if (id === undefined) return { verb: VERBS[name], id: "" };
  return { verb: VERBS[`${name}/${id}`] ?? VERBS[`${name}/`], id };
}

/** Answers the control API under `/_sandbox/`; a refused order says why with status 400. */
export async function answerControl(world: World, request: Request): Promise<Reply> {
  try {
    const { verb, id } = verbOf(request);
    if (verb !== undefined) return json(await verb(world, request, id));
    return json({ error: `There is no ${request.method} ${request.url.pathname} in the control API.` }, 404);
  } catch (problem) {
    if (problem instanceof ControlError) {
      return json({ error: problem.message, details: problem.details }, 400);
    }
    if (problem instanceof z.ZodError) return json({ error: z.prettifyError(problem) }, 400);
    if (problem instanceof SyntaxError) return json({ error: "The body is not JSON." }, 400);
    throw problem;
  }
}
