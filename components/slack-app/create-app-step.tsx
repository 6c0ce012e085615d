"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { ExternalLink, FileJson } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Setup = inferRouterOutputs<AppRouter>["slackApp"]["get"];

/** The first step: Slack's creation flow, filled in for this instance. */
export function CreateAppStep({ setup }: { setup: Setup }) {
  return (
    <Card
      title="1. Create the app in Slack"
      description="Slack opens in a new window with everything filled in. Select a workspace, look the settings over and press Create."
    >
      <div className="flex flex-col gap-4">
        {setup.redirect.accepted ? (
          <p className="text-muted">
            People who connect a workspace come back to{" "}
            <Code copy={setup.redirect.url}>{setup.redirect.url}</Code>
          </p>
        ) : (
          <Callout tone="warning" title="This instance is not on https">
            Slack sends people back only to https addresses, so the manifest has no redirect address and{" "}
            <strong>Connect Slack</strong> does not work yet. What works: create the app, install it to your
            workspace on its page at Slack, and paste its bot token under Workflow integrations. For Connect
            Slack, set APP_URL to an https address and create the app from the new manifest.
          </Callout>
        )}
        <div className="flex flex-wrap gap-2">
          <Button variant={setup.app ? "secondary" : "primary"} asChild>
            <a href={setup.createAppUrl} target="_blank" rel="noopener noreferrer">
              <ExternalLink aria-hidden />
              Create Slack app
              <span className="sr-only"> (opens in a new window)</span>
            </a>
          </Button>
          <Dialog
            size="lg"
            title="Manifest"
            description="What Slack’s creation flow is filled in with. To do it by hand, choose From a manifest at Slack and paste this as JSON."
            trigger={
              <Button>
                <FileJson aria-hidden />
                View manifest
              </Button>
            }
          >
            <CodeBlock title="JSON" code={setup.manifest} />
          </Dialog>
        </div>
      </div>
    </Card>
  );
}
