import type { Channel } from "../state.ts";
import { workspaceById, type World } from "../world.ts";
import { booleanArgument, stringArgument } from "./arguments.ts";
import { type Caller, failure, missingScope } from "./method.ts";

const TYPE_SCOPES = new Map([
  ["public_channel", "channels:read"],
  ["private_channel", "groups:read"],
  ["mpim", "mpim:read"],
  ["im", "im:read"],
]);
/** Any one of these opens the methods that read channels. */
export const READ_SCOPES = [...TYPE_SCOPES.values()];
const LARGEST_PAGE = 999;

const encodeCursor = (channel: Channel) => Buffer.from(`team:${channel.id}`).toString("base64");

function decodeCursor(cursor: string): string | null {
  return /^team:([A-Z0-9]+)$/.exec(Buffer.from(cursor, "base64").toString("utf8"))?.[1] ?? null;
}

function readSize(world: World, values: Record<string, unknown>): number | null {
  const text = stringArgument(values, "limit") || "100";
  if (!/^-?\d+$/.test(text)) return null;
  const { pageCap, limitTooLarge } = world.state.settings;
  if (Number(text) > LARGEST_PAGE && limitTooLarge === "invalid_limit") return null;
  const asked = Number(text) <= 0 ? 100 : Math.min(Number(text), LARGEST_PAGE);
  return pageCap === null ? asked : Math.min(asked, pageCap);
}

/**
 * One page of a workspace's channels. By default the filters run after the page is cut, as Slack documents. A cursor
 * names a place among all channels, so that it outlives the channel it names.
 */
export function channelPage(
  world: World,
  values: Record<string, unknown>,
  caller: Caller,
  seen: (channel: Channel) => boolean,
) {
  const types = (stringArgument(values, "types") || "public_channel").split(",").map((type) => type.trim());
  const needed: string[] = [];
  for (const type of types) {
    const scope = TYPE_SCOPES.get(type);
    if (scope === undefined) return failure("invalid_types");
    if (!caller.install.scopes.includes(scope)) needed.push(scope);
  }
  if (needed.length > 0) return missingScope(needed.join(","), caller);
  const size = readSize(world, values);
  if (size === null) return failure("invalid_limit");
  const workspace = workspaceById(world, caller.teamId);
  if (workspace === undefined) return failure("missing_argument");

  const excludeArchived = booleanArgument(values, "exclude_archived") === true;
  const wanted = (channel: Channel) =>
    !channel.isDeleted &&
    seen(channel) &&
    types.includes(channel.isPrivate ? "private_channel" : "public_channel") &&
    !(excludeArchived && channel.isArchived);
  const all = world.state.channels.filter((one) => one.teamId === workspace.id);
  const cursor = stringArgument(values, "cursor") ?? "";
  const startId = cursor === "" ? null : decodeCursor(cursor);
  const start = cursor === "" ? 0 : all.findIndex((channel) => channel.id === startId);
  if (start === -1) return failure("invalid_cursor");

  const rest = all.slice(start);
  const listed = rest.filter(world.state.settings.pagingQuirks ? (one) => !one.isDeleted : wanted);
  const next = listed[size];
  return {
    workspace,
    channels: listed.slice(0, size).filter(wanted),
    response_metadata: { next_cursor: next === undefined ? "" : encodeCursor(next) },
  };
}
