import { Plug } from "lucide-react";
import Link from "next/link";
import type { Setup } from "#components/notifications/types.ts";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** No workspace is connected yet: says what is missing, who does it, and where. */
export function NoIntegration({ setup }: { setup: Setup }) {
  const integrations = (
    <Button variant={setup.slackAppConfigured ? "primary" : "secondary"} asChild>
      <Link href={`/organizations/${setup.organizationId}/integrations`}>Workflow integrations</Link>
    </Button>
  );
  if (setup.slackAppConfigured) {
    return (
      <EmptyState
        icon={<Plug />}
        title="No Slack workspace is connected to this organization"
        why="Connect one under Workflow integrations and give it an alias; then choose its channels here."
        action={integrations}
      />
    );
  }
  return (
    <EmptyState
      icon={<Plug />}
      title="Slack is not set up on this instance yet"
      why={
        setup.isInstanceAdmin
          ? "Set up the instance’s Slack app once; then workspaces can be connected under Workflow integrations. A pasted bot token works without it."
          : "An instance admin sets up the instance’s Slack app once; then workspaces can be connected under Workflow integrations. A pasted bot token works without it."
      }
      action={
        <>
          {setup.isInstanceAdmin ? (
            <Button variant="primary" asChild>
              <Link href="/instance/slack-app">Set up the Slack app</Link>
            </Button>
          ) : null}
          {integrations}
        </>
      }
    />
  );
}
