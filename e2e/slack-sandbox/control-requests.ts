import type { z } from "zod";
import { ControlError, lastInstallIn, teamOf } from "./control-lookups.ts";
import type {
  interactionBody,
  newEventBody,
  releaseBody,
  requestActionBody,
  runBody,
} from "./control-schemas.ts";
import { sendEvent } from "./outbound/emit.ts";
import { press } from "./outbound/interactions.ts";
import type { OutRequest } from "./outbound/out-request.ts";
import type { World } from "./world.ts";

function requestView(one: OutRequest) {
  const { id, kind, type, appId, team, eventId, state, attempts, body, contentType } = one;
  return {
    ...{ id, kind, type, appId, team, eventId, state, attempts, body, contentType },
    happenedAt: new Date(one.happenedAt).toISOString(),
    dueAt: one.dueAt === null ? null : new Date(one.dueAt).toISOString(),
  };
}

function requestOf(world: World, id: string): OutRequest {
  const found = world.outbox.find(Number(id));
  if (found === undefined) throw new ControlError(`There is no request ${id}.`);
  return found;
}

/** What was sent to the apps or waits to be. */
export function listRequests(world: World, query: URLSearchParams) {
  const type = query.get("type");
  const state = query.get("state");
  const requests = world.outbox
    .list()
    .filter((one) => (type === null || one.type === type) && (state === null || one.state === state));
  return { requests: requests.map(requestView) };
}

/** Sends what is due, or the next attempt of everything that waits, and waits for the answers. */
export async function runRequests(world: World, body: z.infer<typeof runBody>) {
  if (body.advanceMs !== undefined) world.advance(body.advanceMs);
  await world.outbox.run(body.all ?? false);
  return listRequests(world, new URLSearchParams());
}

/** Lets held requests go, first or last first, or in an order of ids. */
export async function releaseRequests(world: World, body: z.infer<typeof releaseBody>) {
  const held = world.outbox.list().filter((one) => one.state === "held");
  const { order = "first" } = body;
  const ids = held.map((one) => one.id);
  await world.outbox.release(order === "first" ? ids : order === "last" ? ids.toReversed() : order);
  return listRequests(world, new URLSearchParams());
}

/** Sends a request once more, honest or bent, or drops it. */
export async function changeRequest(world: World, id: string, body: z.infer<typeof requestActionBody>) {
  const one = requestOf(world, id);
  if (body.action === "drop") {
    world.outbox.drop(one);
    return requestView(one);
  }
  const { signature, timestampOffset, retryNum, retryReason } = body;
  for (let copies = body.copies ?? 1; copies > 0; copies -= 1) {
    await world.outbox.again(one, { signature, timestampOffset, retryNum, retryReason });
  }
  return requestView(one);
}

/** Sends an event of the caller's making, whatever the app subscribes to. */
export function orderEvent(world: World, body: z.infer<typeof newEventBody>) {
  const team = teamOf(world, body.team);
  const install = lastInstallIn(world, team.id, body.app);
  const happenedAt = body.happenedAgoMs === undefined ? undefined : world.now() - body.happenedAgoMs;
  const sent = sendEvent(world, install, body.event, { eventId: body.eventId, happenedAt }, team.id);
  if (sent === null) throw new ControlError("The app of this installation does not exist.");
  return requestView(sent);
}

/** A person presses a button of a message. */
export async function orderInteraction(world: World, body: z.infer<typeof interactionBody>, origin: string) {
  const message = world.state.messages.findLast(
    (one) => one.ts === body.ts && (body.channel === undefined || one.channelId === body.channel),
  );
  if (message === undefined) throw new ControlError(`There is no message ${body.ts}.`);
  const posted = await press(world, { message, actionId: body.actionId, userId: body.user }, origin);
  if (posted === null)
    throw new ControlError("The message has no such button, or its app takes no interactions.");
  return { status: posted.status, outcome: posted.reason ?? "ok", answer: posted.text };
}
