"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";

/** Whether Connect Slack works on this instance; undefined while it is not known. */
export function useConsentPossible(): boolean | undefined {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.slackApp.availability.queryOptions());
  return data ? data.configured && data.redirectAccepted : undefined;
}

/** Says why Connect Slack does not work on this instance and who can change that; nothing where it works. */
export function AvailabilityNotice() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.slackApp.availability.queryOptions());
  if (!data || (data.configured && data.redirectAccepted)) return null;
  const action = data.maySetUp ? (
    <Button size="sm" asChild>
      <Link href="/instance/slack-app">Slack app</Link>
    </Button>
  ) : undefined;
  if (!data.configured) {
    return (
      <Callout tone="warning" title="Slack is not set up on this instance yet" action={action}>
        {data.maySetUp
          ? "Set up the instance’s Slack app once; then workspaces can be connected with Connect Slack."
          : "An instance admin has to set up its Slack app once; then workspaces can be connected with Connect Slack."}{" "}
        A pasted bot token works without it.
      </Callout>
    );
  }
  return (
    <Callout tone="warning" title="Connect Slack needs https" action={action}>
      Slack sends people back only to https addresses, and this instance is on http. Paste a bot token
      instead.
    </Callout>
  );
}
