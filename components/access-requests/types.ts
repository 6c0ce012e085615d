import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/root.ts";

type Outputs = inferRouterOutputs<AppRouter>["accessRequests"];

export type RequestList = Outputs["list"];
export type RequestDetail = Outputs["get"];
export type RequestOptions = Outputs["options"];
export type Grant = Outputs["grants"]["grants"][number];
