import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "#server/trpc/root.ts";

type Outputs = inferRouterOutputs<AppRouter>;

export type AttentionItem = Outputs["attention"]["project"]["items"][number];
export type Trouble = AttentionItem["trouble"];
export type Notice = Outputs["notices"]["list"]["notices"][number];

/** What of a destination its remedies need. */
export type Mendable = {
  id: string;
  name: string;
  project: { id: string };
  integration: { id: string } | null;
  readdress: Trouble["remedy"];
  waiting?: number;
};
