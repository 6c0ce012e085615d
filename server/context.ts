import type { Runtime } from "#server/runtime.ts";
import { AppError } from "#server/errors.ts";

/** Who acts. The system acts where no person asked, such as the pipeline or the demo's seeding. */
export type Actor =
  | { kind: "user"; id: string; name: string; email: string; isInstanceAdmin: boolean }
  | { kind: "system"; name: string };

/** A signed-in person. */
export type UserActor = Extract<Actor, { kind: "user" }>;

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

/** The signed-in person of a context, or the refusal to sign in first. */
export function requireUser(ctx: Context): UserActor {
  if (ctx.actor?.kind !== "user") throw new AppError("unauthenticated", "Sign in to go on.");
  return ctx.actor;
}
