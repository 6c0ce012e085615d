import type { App, Install, Workspace } from "./state.ts";
import { appById, organizationOf, type World } from "./world.ts";

/** A request the control API refuses, with the reason for its sender. */
export class ControlError extends Error {
  readonly details: unknown;
  constructor(message: string, details: unknown = null) {
    super(message);
    this.details = details;
  }
}

/** A workspace by id or name; left out: the first one. */
export function teamOf(world: World, key: string | undefined): Workspace {
  const { workspaces } = world.state;
  const team =
    key === undefined ? workspaces[0] : workspaces.find((one) => one.id === key || one.name === key);
  if (team === undefined) throw new ControlError(`There is no workspace ${key ?? ""}.`);
  return team;
}

/** An app by id, client id, name or bot name; left out: the only one. */
export function appOf(world: World, key: string | undefined): App {
  const fits = world.state.apps.filter(
    (one) => key === undefined || [one.id, one.clientId, one.name, one.botName].includes(key),
  );
  const [app] = fits;
  if (app === undefined) throw new ControlError(`There is no app ${key ?? ""}.`);
  if (fits.length > 1 && app.id !== key && app.clientId !== key) {
    throw new ControlError("Several apps fit: say which by its id.");
  }
  return app;
}

/** The live installation of an app in a workspace or its organization; without `app`: the only one. */
export function installIn(world: World, teamId: string, app: string | undefined): Install {
  const places = [teamId, organizationOf(world, teamId)?.id];
  const live = world.state.installs.filter((one) => places.includes(one.teamId) && one.status === "active");
  const fits = live.filter((one) => {
    const owner = appById(world, one.appId);
    return app === undefined || one.appId === app || owner?.name === app || owner?.botName === app;
  });
  const [install] = fits;
  if (install === undefined) throw new ControlError("No such app is installed in this workspace.");
  if (fits.length > 1)
    throw new ControlError("Several apps are installed in this workspace: say which in `app`.");
  return install;
}

/** The newest installation of an app in a workspace, dead or alive. */
export function lastInstallIn(world: World, teamId: string, app: string | undefined): Install {
  const install = world.state.installs.findLast((one) => {
    const owner = appById(world, one.appId);
    const named = app === undefined || [one.appId, owner?.name, owner?.botName].includes(app);
    return named && [teamId, organizationOf(world, teamId)?.id].includes(one.teamId);
  });
  if (install === undefined) throw new ControlError("No such app was ever installed in this workspace.");
  return install;
}
