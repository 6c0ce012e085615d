import type { ErrorOf, MethodName } from "../documented-errors.ts";
import type { Tier } from "../rate-limits.ts";
import type { App, Install } from "../state.ts";
import type { World } from "../world.ts";
import type { Arguments } from "./arguments.ts";

/**
 * An installation that presented a good token, with its app and the workspace meant. An organization's installation
 * names it by `team_id` or by the channel; empty when it does neither.
 */
export type Caller = { install: Install; app: App; token: string; teamId: string };

/** What a handler gets once the call is known to be allowed. */
export type Call = { world: World; origin: string; args: Arguments; values: Record<string, unknown> };

/** A success, or one of the errors the method may answer. */
export type Answer<M extends MethodName> =
  | ({ ok: true } & Record<string, unknown>)
  | ({ ok: false; error: ErrorOf<M> } & Record<string, unknown>);

type Shared = {
  tier: Tier;
  /** The write methods, and auth.test, document JSON input. */
  json: boolean;
  /** What `x-accepted-oauth-scopes` says; chat methods say the legacy name. */
  accepted?: string;
};

/** A method called with an installation's token. */
export type TokenMethod<M extends MethodName> = Shared & {
  auth: "token";
  /** Any one of these scopes opens the method. */
  scopes: string[];
  /** What `needed` says when none of them is granted. */
  needed?: string;
  handle: (call: Call, caller: Caller) => Answer<M>;
};

/** A method called with a client's id and secret. */
export type ClientMethod<M extends MethodName> = Shared & {
  auth: "client";
  handle: (call: Call) => Answer<M>;
};

/** The answer for a token that lacks a scope. */
export function missingScope(needed: string, caller: Caller) {
  const provided = caller.install.scopes.join(",");
  return { ok: false as const, error: "missing_scope" as const, needed, provided };
}

/** The answer for arguments that do not fit the method's schema. */
export function invalidArguments(...problems: string[]) {
  const messages = problems.map((problem) => `[ERROR] ${problem}`);
  return { ok: false as const, error: "invalid_arguments" as const, response_metadata: { messages } };
}

/** Any failure without extra fields. */
export function failure<E extends string>(error: E) {
  return { ok: false as const, error };
}
