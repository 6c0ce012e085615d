import type { Runtime } from "#server/runtime.ts";
import { AppError, forbidden } from "#server/errors.ts";

/** Who acts. The system acts where no person asked, such as the pipeline or the demo's seeding. */
export type Actor =
  | { kind: "user"; id: string; name: string; email: string; isInstanceAdmin: boolean }
  | { kind: "identity"; id: string; name: string; organizationId: string }
  | { kind: "system"; name: string };

/** A signed-in person. */
export type UserActor = Extract<Actor, { kind: "user" }>;
/** A program that showed a valid access token. */
export type IdentityActor = Extract<Actor, { kind: "identity" }>;

/** Where a request came from; the address is the client's true one (server/client-address.ts). */
export type Origin = { ipAddress: string; userAgent: string; requestId: string; sessionId: string | null };

/** What every verb gets first: what the process has once, who asks, and from where. */
export type Context = Runtime & { actor: Actor | null; origin: Origin };

/** The context of work that no request asked for. */
export function systemContext(runtime: Runtime, name: string): Context {
  return {
    ...runtime,
    actor: { kind: "system", name },
    origin: { ipAddress: "", userAgent: "", requestId: "", sessionId: null },
  };
}

/** The same request in the name of a person: one who is being let in, or makes their account just now. */
export function actingAs(
  ctx: Context,
  { id, name, email, isInstanceAdmin }: Omit<UserActor, "kind">,
): Context {
  return { ...ctx, actor: { kind: "user", id, name, email, isInstanceAdmin } };
}

/** The signed-in person of a context, or the refusal to sign in first. */
export function requireUser(ctx: Context): UserActor {
  const actor = requireActor(ctx);
  if (actor.kind !== "user") throw forbidden("Only a person can do this, not a machine identity.");
  return actor;
}

/** The person or program of a context, or the refusal to sign in first. */
export function requireActor(ctx: Context): UserActor | IdentityActor {
  const { actor } = ctx;
  if (actor?.kind !== "user" && actor?.kind !== "identity") {
    throw new AppError("unauthenticated", "Sign in to go on.");
  }
  return actor;
}

/** The id of the person or program that acts; null for the system and for nobody. */
export function actorIdOf({ actor }: Pick<Context, "actor">): string | null {
  return actor?.kind === "user" || actor?.kind === "identity" ? actor.id : null;
}
