import { callTRPCProcedure, TRPCError } from "@trpc/server";
import { z } from "zod";
import type { Context } from "#server/context.ts";
import { isAppError } from "#server/errors.ts";
import type { Runtime } from "#server/runtime.ts";
import { programContext } from "#server/testing/identity.ts";
import type { MatrixWorld, Subject } from "#server/testing/permission-matrix/subjects.ts";
import type { Callable } from "#server/testing/permission-matrix/surface.ts";
import { contextOf } from "#server/testing/world.ts";
import { decidedByTheThing, permissionInputs } from "#server/trpc/permission-inputs.ts";
import { appRouter } from "#server/trpc/root.ts";

const definitionSchema = z.object({
  type: z.enum(["query", "mutation", "subscription"]),
  meta: z.object({ permission: z.string() }).nullish().catch(null),
});

// At run time the procedures are one flat record by path; the type still shows them nested.
const byPath: Readonly<Record<string, unknown>> = appRouter._def.procedures;

/** Every tRPC procedure. They are for people: programs use the HTTP API. */
export const procedures: readonly Callable[] = Object.entries(byPath).map(([path, procedure]) => {
  if (typeof procedure !== "function" || !("_def" in procedure)) throw new Error(`${path} is no procedure.`);
  const { type, meta } = definitionSchema.parse(procedure._def);
  return {
    name: path,
    permission: meta?.permission ?? null,
    hasInput: permissionInputs.has(path),
    rank: rankOf(path, type),
    reads: type === "query",
    decidesItself: decidedByTheThing.has(path),
    isFor: (kind) => kind === "person",
    inputIn: (world) => permissionInputs.get(path)?.(world.things),
    async call(runtime, world, subject) {
      const input = this.inputIn(world);
      try {
        await callTRPCProcedure({
          router: appRouter,
          path,
          getRawInput: async () => input,
          ctx: contextFor(runtime, world, subject),
          type,
          signal: undefined,
          batchIndex: 0,
        });
        return null;
      } catch (error) {
        if (!(error instanceof TRPCError)) throw error;
        return isAppError(error.cause) ? error.cause.code : error.code;
      }
    },
  };
});

/** The names that have an input; a name that no longer exists is found by comparing. */
export const namesWithInput: readonly string[] = [...permissionInputs.keys()];

function rankOf(path: string, type: string): number {
  if (path === "members.leave" || path === "organizations.delete") return 4;
  if (path.endsWith(".leave")) return 3;
  if (/\.(delete|remove|revoke|cancel|disable|end)/.test(path)) return 2;
  return type === "query" ? 0 : 1;
}

function contextFor(runtime: Runtime, { who }: MatrixWorld, subject: Subject | null): Context {
  if (subject === null) return contextOf(runtime, null);
  const caller = who[subject];
  return "person" in caller ? contextOf(runtime, caller.person) : programContext(runtime, caller.actor);
}
