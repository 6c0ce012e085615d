import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/root.ts";

type Outputs = inferRouterOutputs<AppRouter>["events"];

export type EventRow = Outputs["list"]["events"][number];
export type EventDetail = Outputs["get"];
