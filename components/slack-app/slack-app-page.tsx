"use client";

import { useQuery } from "@tanstack/react-query";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { CreateAppStep } from "#components/slack-app/create-app-step.tsx";
import { CredentialsForm } from "#components/slack-app/credentials-form.tsx";
import { HearingStep } from "#components/slack-app/hearing-step.tsx";
import { RemoveApp } from "#components/slack-app/remove-app.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";

/** Setting up the instance's Slack app, once, step by step. */
export function SlackAppPage() {
  const trpc = useTRPC();
  const query = useQuery(trpc.slackApp.get.queryOptions());
  const setup = query.data;
  return (
    <Page>
      <PageHeader
        title="Slack app"
        purpose="One Slack app serves this whole instance. Set it up once; then organizations connect their workspaces to it."
        status={
          setup ? (
            <StatusBadge tone={setup.app ? "ok" : "warning"}>
              {setup.app ? "Configured" : "Not configured"}
            </StatusBadge>
          ) : null
        }
      />
      {query.isError && !setup ? (
        <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
      ) : !setup ? (
        <FormSkeleton fields={3} />
      ) : setup.app?.source === "env" ? (
        <>
          <FromEnvironment app={setup.app} />
          <HearingStep setup={setup} title="Events and buttons from Slack" />
        </>
      ) : (
        <ol className="flex flex-col gap-6">
          <li>
            <CreateAppStep setup={setup} />
          </li>
          <li>
            <Card
              title="2. Copy its credentials"
              description="They stand on the app’s page at Slack under Basic Information, App Credentials. Saving asks Slack whether they are right; secrets are kept encrypted and never shown again."
              {...(setup.app?.savedAt
                ? {
                    footer: (
                      <p>
                        Last saved <RelativeTime date={setup.app.savedAt} />
                        {setup.app.savedBy ? ` by ${setup.app.savedBy}` : ""}
                      </p>
                    ),
                  }
                : {})}
            >
              <CredentialsForm app={setup.app} />
            </Card>
          </li>
          {setup.app ? (
            <li>
              <HearingStep setup={setup} title="3. Let Slack tell what happens (optional)" />
            </li>
          ) : null}
          <li>
            <Card
              title={setup.app ? "4. Connect workspaces" : "3. Connect workspaces"}
              description="Owners and admins of organizations do this under Workflow integrations of their organization."
            >
              <div className="flex flex-col gap-2">
                <p>
                  {setup.connections === 0
                    ? "No workspace is connected yet."
                    : setup.connections === 1
                      ? "1 workspace is connected."
                      : `${setup.connections} workspaces are connected.`}
                </p>
                <p className="text-muted">
                  An app that is not distributed can be installed only in the workspace it was created in. For
                  others, an admin of the app opens Manage Distribution on its page at Slack and activates it.
                  A checklist for a real workspace, and what to do when something does not work, stands in
                  docs/slack-setup.md of Bellwire’s source.
                </p>
              </div>
            </Card>
          </li>
        </ol>
      )}
      {setup?.app?.source === "settings" ? <RemoveApp connections={setup.connections} /> : null}
    </Page>
  );
}

function FromEnvironment({ app }: { app: { clientId: string; hasSigningSecret: boolean } }) {
  return (
    <>
      <Callout tone="info" title="Set by environment variables">
        The app comes from SLACK_CLIENT_ID, SLACK_CLIENT_SECRET and SLACK_SIGNING_SECRET. Change them there
        and restart; without them it can be set up on this page.
      </Callout>
      <Card title="Credentials">
        <DescriptionList
          items={[
            { term: "Client ID", value: <Code plain>{app.clientId}</Code> },
            { term: "Client Secret", value: "Set" },
            { term: "Signing Secret", value: app.hasSigningSecret ? "Set" : "Not set" },
          ]}
        />
      </Card>
    </>
  );
}
