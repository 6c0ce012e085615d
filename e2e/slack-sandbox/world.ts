import type { CallLog } from "./call-log.ts";
import type { Faults } from "./faults.ts";
import type { Ids } from "./ids.ts";
import type { Outbox } from "./outbound/outbox.ts";
import type { RateLimits } from "./rate-limits.ts";
import type { App, Channel, Install, Organization, State, Workspace } from "./state.ts";

/** What every part of the sandbox works on: the state, the clock, and the makers of ids. */
export type World = {
  state: State;
  ids: Ids;
  now: () => number;
  limits: RateLimits;
  faults: Faults;
  calls: CallLog;
  /** Signed requests to the apps. */
  outbox: Outbox;
  /** Moves the sandbox's clock forward. */
  advance: (ms: number) => void;
  allowHttpRedirects: boolean;
  /** Tells the keeper of the state file that something changed. */
  changed: () => void;
};

/** The app behind an id, if it exists. */
export function appById(world: World, id: string): App | undefined {
  return world.state.apps.find((app) => app.id === id);
}

/** The app behind a client id, if it exists. */
export function appByClientId(world: World, clientId: string): App | undefined {
  return world.state.apps.find((app) => app.clientId === clientId);
}

/** The workspace behind a team id, if it exists. */
export function workspaceById(world: World, id: string): Workspace | undefined {
  return world.state.workspaces.find((workspace) => workspace.id === id);
}

/** The organization of that id, or the one a workspace belongs to. */
export function organizationOf(world: World, id: string): Organization | undefined {
  const key = workspaceById(world, id)?.enterpriseId ?? id;
  return world.state.organizations.find((one) => one.id === key);
}

/** A channel of a workspace by id, `#name` or `name`; deleted ones are gone. */
export function findChannel(world: World, teamId: string, key: string): Channel | undefined {
  const name = key.replace(/^#/, "");
  return world.state.channels.find(
    (channel) =>
      channel.teamId === teamId && !channel.isDeleted && (channel.id === key || channel.name === name),
  );
}

/** A channel by id in whatever workspace. */
export function channelById(world: World, id: string): Channel | undefined {
  return world.state.channels.find((channel) => channel.id === id && !channel.isDeleted);
}

/** The live installation of an app in a workspace. */
export function activeInstall(world: World, appId: string, teamId: string): Install | undefined {
  return world.state.installs.find(
    (install) => install.appId === appId && install.teamId === teamId && install.status === "active",
  );
}
