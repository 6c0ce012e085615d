import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/root.ts";

type Outputs = inferRouterOutputs<AppRouter>["customRoles"];

export type RoleRow = Outputs["list"]["roles"][number];
export type RoleDetail = Outputs["get"];
