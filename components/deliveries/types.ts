import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/root.ts";

type Outputs = inferRouterOutputs<AppRouter>["deliveries"];

export type DeliveryList = Outputs["list"];
export type DeliveryDetail = Outputs["get"];
export type DeliveryAttempt = DeliveryDetail["attempts"][number];
