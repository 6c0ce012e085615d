import { router } from "#server/trpc/init.ts";

/** Every procedure of the app, a table of contents. */
export const appRouter = router({});
export type AppRouter = typeof appRouter;
