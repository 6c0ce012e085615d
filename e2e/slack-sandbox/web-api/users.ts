import { peopleOf } from "../people.ts";
import type { Person } from "../state.ts";
import { appById, type World } from "../world.ts";
import { stringArgument } from "./arguments.ts";
import { type Caller, failure, invalidArguments, type TokenMethod } from "./method.ts";

function userObject(person: Person, caller: Caller) {
  const seesEmail = caller.install.scopes.includes("users:read.email");
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: person.deleted,
    real_name: person.realName,
    profile: {
      real_name: person.realName,
      real_name_normalized: person.realName,
      display_name: person.name,
      display_name_normalized: person.name,
      ...(seesEmail && { email: person.email }),
      team: person.teamId,
    },
    is_bot: false,
    is_app_user: false,
  };
}

function botObject(world: World, id: string, caller: Caller) {
  const install = world.state.installs.findLast(
    (one) => one.botUserId === id && (one.teamId === caller.teamId || one === caller.install),
  );
  const app = install && appById(world, install.appId);
  if (install === undefined || app === undefined) return null;
  return {
    id,
    team_id: caller.teamId,
    name: app.botName,
    deleted: install.status !== "active",
    real_name: app.name,
    profile: { real_name: app.name, display_name: "", bot_id: install.botId, api_app_id: app.id },
    is_bot: true,
    is_app_user: false,
  };
}

/** A person or a bot of the workspace. */
export const usersInfo: TokenMethod<"users.info"> = {
  auth: "token",
  tier: "tier4",
  json: false,
  scopes: ["users:read"],
  accepted: "users:read",
  handle({ world, values }, caller) {
    const id = stringArgument(values, "user");
    if (!id) return invalidArguments("missing required field: user");
    const person = peopleOf(world, caller.teamId).find((one) => one.id === id);
    const user = person ? userObject(person, caller) : botObject(world, id, caller);
    return user === null ? failure("user_not_found") : { ok: true, user };
  },
};

/** The person of an email address; deactivated ones are not found. */
export const usersLookupByEmail: TokenMethod<"users.lookupByEmail"> = {
  auth: "token",
  tier: "tier3",
  json: false,
  scopes: ["users:read.email"],
  accepted: "users:read.email",
  handle({ world, values }, caller) {
    const email = stringArgument(values, "email")?.toLowerCase();
    if (!email) return invalidArguments("missing required field: email");
    const people = peopleOf(world, caller.teamId);
    const person = people.find((one) => one.email.toLowerCase() === email && !one.deleted);
    return person === undefined ? failure("users_not_found") : { ok: true, user: userObject(person, caller) };
  },
};
