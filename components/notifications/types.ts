import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/root.ts";

type Outputs = inferRouterOutputs<AppRouter>["notifications"];

export type Destination = Outputs["list"]["destinations"][number];
export type QuietHours = NonNullable<Destination["quietHours"]>;
export type Subscription = Destination["subscriptions"][number];
export type Matrix = Outputs["matrix"];
export type Families = Outputs["eventTypes"]["families"];
export type Environments = Outputs["eventTypes"]["environments"];
export type Setup = Outputs["integrations"];
export type TestResult = Outputs["sendTest"];
export type Preview = Outputs["preview"];
