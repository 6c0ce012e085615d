import type { Reply, Request } from "../http.ts";
import type { Install } from "../state.ts";
import { holderOf } from "../tokens.ts";
import { appByClientId, appById, channelById, findChannel, workspaceById, type World } from "../world.ts";
import { type Arguments, readArguments, stringArgument } from "./arguments.ts";
import { faultReply, troublesAfter } from "./fault-reply.ts";
import type { Caller } from "./method.ts";
import { methodNamed } from "./methods.ts";
import { apiReply } from "./wire.ts";

type Outcome = {
  status: number;
  body: Record<string, unknown>;
  granted?: string[] | undefined;
  retryAfter?: number;
};

const refusal = (error: string, more: Record<string, unknown> = {}): Outcome => ({
  status: 200,
  body: { ok: false, error, ...more },
});

const limited = (retryAfter: number, granted?: string[]): Outcome => ({
  status: 429,
  body: { ok: false, error: "ratelimited" },
  retryAfter,
  granted,
});

/** The workspace a call is about; an organization's token has to name it. */
function teamOf(world: World, install: Install, values: Record<string, unknown>): string {
  if (!install.orgWide) return install.teamId;
  const named = stringArgument(values, "team_id");
  const team = named ?? channelById(world, stringArgument(values, "channel") ?? "")?.teamId ?? "";
  return workspaceById(world, team)?.enterpriseId === install.teamId ? team : "";
}

function findCaller(world: World, { token, values }: Arguments): Caller | Outcome {
  if (!token) return refusal("not_authed");
  const holder = holderOf(world, token);
  const app = holder && appById(world, holder.install.appId);
  if (!holder || !app) return refusal("invalid_auth");
  if (holder.trouble !== null) return refusal(holder.trouble);
  return { install: holder.install, app, token, teamId: teamOf(world, holder.install, values) };
}

/** Method, token, scope, rate limit, arguments, then the method's own checks: the order of Slack. */
function decide(world: World, name: string, args: Arguments, origin: string): Outcome {
  const method = methodNamed(name);
  if (method === undefined) return refusal("unknown_method", { req_method: name });
  const { values } = args;

  if (method.auth === "client") {
    const clientId = args.basic?.user ?? stringArgument(values, "client_id") ?? "";
    const app = appByClientId(world, clientId)?.id ?? "unknown";
    const wait = world.limits.take({ tier: method.tier, method: name, team: "-", app, channel: null });
    if (wait !== null) return limited(wait);
    if (args.problem !== null) return refusal(args.problem);
    return { status: 200, body: method.handle({ world, origin, args, values }) };
  }

  const caller = findCaller(world, args);
  if ("status" in caller) return caller;
  const { install, app } = caller;
  const granted = install.scopes;
  if (method.scopes.length > 0 && !method.scopes.some((scope) => granted.includes(scope))) {
    const needed = method.needed ?? method.scopes.join(",");
    return { ...refusal("missing_scope", { needed, provided: granted.join(",") }), granted };
  }
  const key = stringArgument(values, "channel") ?? "";
  const channel = findChannel(world, caller.teamId, key)?.id ?? key;
  const ask = { tier: method.tier, method: name, team: install.teamId, app: app.id, channel };
  const wait = world.limits.take(ask);
  if (wait !== null) return limited(wait, granted);
  if (args.problem !== null) return { ...refusal(args.problem), granted };
  return { status: 200, body: method.handle({ world, origin, args, values }, caller), granted };
}

function withWarnings(body: Record<string, unknown>, warnings: string[]): Record<string, unknown> {
  if (warnings.length === 0) return body;
  const own = typeof body.warning === "string" ? [body.warning] : [];
  const all = [...own, ...warnings];
  const metadata = typeof body.response_metadata === "object" ? body.response_metadata : {};
  return { ...body, warning: all.join(","), response_metadata: { ...metadata, warnings: all } };
}

function channelNames(world: World, install: Install | undefined, key: string): string[] {
  const channel = install && findChannel(world, install.teamId, key);
  return [key.replace(/^#/, ""), ...(channel ? [channel.id, channel.name] : [])];
}

/** Answers one call under `/api/`, faults first, and writes it into the log of calls. */
export async function answerApi(world: World, request: Request): Promise<Reply> {
  const name = request.url.pathname.replace(/^\/api\//, "");
  const method = methodNamed(name);
  const args = await readArguments(request, method?.json ?? true);
  const install = holderOf(world, args.token)?.install;
  const key = stringArgument(args.values, "channel");
  const fault = world.faults.take(name, key === undefined ? [] : channelNames(world, install, key));
  const before = fault && faultReply(world, fault, request.origin);
  const log = (status: number | null, error: string | null) =>
    world.calls.add({
      at: new Date(world.now()).toISOString(),
      method: name,
      status,
      ok: status === 200 && error === null,
      error,
      channel: key ?? null,
      team: install?.teamId ?? null,
      appId: install?.appId ?? null,
      fault: fault?.kind ?? null,
    });
  if (before) {
    log(before.status, before.error);
    return before.reply;
  }

  const outcome = decide(world, name, args, request.origin);
  const body = withWarnings(outcome.body, args.warnings);
  const error = typeof body.error === "string" ? body.error : null;
  const reply = apiReply(world.ids, body, outcome.status, {
    accepted: method && "accepted" in method ? method.accepted : undefined,
    granted: outcome.granted,
    retryAfter: outcome.retryAfter ?? null,
  });
  const sent = fault ? troublesAfter(fault, reply) : reply;
  log(sent === "destroy" ? null : outcome.status, error);
  return sent;
}
