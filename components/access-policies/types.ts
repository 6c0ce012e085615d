import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/root.ts";

type Outputs = inferRouterOutputs<AppRouter>["accessPolicies"];

export type PolicyListRow = Outputs["list"]["policies"][number];
export type PolicyDetail = Outputs["get"]["policy"];
export type Candidates = Outputs["candidates"];
