import { initTRPC, type TRPC_ERROR_CODE_KEY, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { ZodError } from "zod";
import { recordForbidden } from "#server/audit/record-forbidden.ts";
import type { Permission } from "#server/authz/permissions.ts";
import { type Context, requireUser } from "#server/context.ts";
import { type AppErrorCode, type AppErrorDetails, isAppError } from "#server/errors.ts";
import { issueSentence } from "#server/issue-sentence.ts";

/**
 * What each procedure declares. `permission` is what the verb behind it requires (`signed-in` or `public` where no
 * role matters); the permission test walks role × procedure over it.
 */
export type Meta = { permission: Permission | "signed-in" | "public" };

/** What the browser gets of a refusal besides the message. */
export type ErrorShape = { code: AppErrorCode; details: AppErrorDetails } | null;

const trpcCodes = {
  invalid: "BAD_REQUEST",
  unauthenticated: "UNAUTHORIZED",
  forbidden: "FORBIDDEN",
  not_found: "NOT_FOUND",
  conflict: "CONFLICT",
  payment_required: "PAYMENT_REQUIRED",
  rate_limited: "TOO_MANY_REQUESTS",
  unavailable: "SERVICE_UNAVAILABLE",
} as const satisfies Record<AppErrorCode, TRPC_ERROR_CODE_KEY>;

const t = initTRPC
  .context<Context>()
  .meta<Meta>()
  .create({
    transformer: superjson,
    errorFormatter({ shape, error }) {
      const cause = error.cause;
      if (isAppError(cause)) {
        const app: ErrorShape = { code: cause.code, details: cause.details };
        return { ...shape, message: cause.message, data: { ...shape.data, stack: undefined, app } };
      }
      if (cause instanceof ZodError) {
        const issue = cause.issues[0];
        const app: ErrorShape = { code: "invalid", details: { field: issue?.path.join(".") ?? "" } };
        const message = issue ? issueSentence(issue) : "The input is not valid.";
        return { ...shape, message, data: { ...shape.data, stack: undefined, app } };
      }
      const app: ErrorShape = null;
      const message =
        error.code === "INTERNAL_SERVER_ERROR"
          ? "Something failed on our side; nothing was changed. Try again, and tell your instance admin if it stays."
          : error.message;
      return { ...shape, message, data: { ...shape.data, stack: undefined, app } };
    },
  });

const mapErrors = t.middleware(async ({ next, path, ctx, type, getRawInput }) => {
  const result = await next();
  if (result.ok) return result;
  const cause = result.error.cause;
  if (type === "mutation") await recordForbidden(ctx, cause, { name: path, input: await getRawInput() });
  if (isAppError(cause)) throw new TRPCError({ code: trpcCodes[cause.code], message: cause.message, cause });
  if (result.error.code === "INTERNAL_SERVER_ERROR") {
    ctx.logger.error(
      { err: cause ?? result.error, path, requestId: ctx.origin.requestId },
      "procedure failed",
    );
  }
  return result;
});

const signedIn = t.middleware(({ next, ctx }) => {
  requireUser(ctx);
  return next();
});

export const router = t.router;
export const createCallerFactory = t.createCallerFactory;
/** For what anybody may call: sign-in state and set-up. */
export const publicProcedure = t.procedure.use(mapErrors);
/** For everything else. The verb behind it checks the permission that `.meta` declares. */
export const procedure = t.procedure.use(mapErrors).use(signedIn);
