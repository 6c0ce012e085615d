import { z } from "zod";
import * as actions from "./control-actions.ts";
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
  const { rateLimits, ...rest } = readBody(request, bodies.settingsBody);
  Object.assign(world.state.settings, rest);
  Object.assign(world.state.settings.rateLimits, rateLimits);
  world.limits.reset();
  world.changed();
  return world.state.settings;
}

function route(world: World, request: Request): unknown {
  const { method, url } = request;
  const [, , resource = "", id] = url.pathname.split("/").map(decodeURIComponent);
  switch (`${method} ${resource}${id === undefined ? "" : "/"}`) {
    case "GET messages":
      return { messages: messages(world, url.searchParams) };
    case "DELETE messages":
      world.state.messages.length = 0;
      world.changed();
      return { messages: [] };
    case "GET state":
      return stateView(world);
    case "GET calls":
      return { calls: world.calls.list(url.searchParams.get("method") ?? undefined) };
    case "DELETE calls":
      world.calls.clear();
      return { calls: [] };
    case "POST channels":
      return actions.addChannel(world, readBody(request, bodies.newChannelBody));
    case "POST channels/":
      return actions.changeChannel(world, id ?? "", readBody(request, bodies.channelActionBody));
    case "POST apps":
      return actions.addApp(world, readBody(request, bodies.newAppBody));
    case "POST install":
      return actions.addInstall(world, readBody(request, bodies.installBody));
    case "POST revoke":
      return actions.revoke(world, readBody(request, bodies.revokeBody));
    case "GET settings":
      return world.state.settings;
    case "POST settings":
      return changeSettings(world, request);
    case "POST workspaces":
      return actions.addWorkspace(world, readBody(request, bodies.newWorkspaceBody));
    case "GET faults":
      return { faults: world.faults.list() };
    case "POST faults":
      return world.faults.add(readBody(request, faultSchema));
    case "DELETE faults":
      world.faults.clear();
      return { faults: [] };
    default:
      return undefined;
  }
}

/** Answers the control API under `/_sandbox/`; a refused order says why with status 400. */
export function answerControl(world: World, request: Request): Reply {
  try {
    const answer = route(world, request);
    if (answer !== undefined) return json(answer);
    return json({ error: `There is no ${request.method} ${request.url.pathname} in the control API.` }, 404);
  } catch (problem) {
    if (problem instanceof actions.ControlError) {
      return json({ error: problem.message, details: problem.details }, 400);
    }
    if (problem instanceof z.ZodError) return json({ error: z.prettifyError(problem) }, 400);
    if (problem instanceof SyntaxError) return json({ error: "The body is not JSON." }, 400);
    throw problem;
  }
}
