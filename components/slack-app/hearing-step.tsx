"use client";

import type { inferRouterOutputs } from "@trpc/server";
import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Setup = inferRouterOutputs<AppRouter>["slackApp"]["get"];

/** Letting Slack tell what happens there: the addresses, what to press at Slack, and what came so far. */
export function HearingStep({ setup, title }: { setup: Setup; title: string }) {
  const { hearing, app, redirect } = setup;
  const on = app?.hasSigningSecret ?? false;
  return (
    <Card
      title={title}
      description="Slack then tells at once when a channel is archived or renamed, or the app is removed. Sending messages needs none of it."
      actions={
        on ? (
          hearing.events.length > 0 || hearing.verifiedAt ? (
            <StatusBadge tone="ok">On</StatusBadge>
          ) : (
            <StatusBadge tone="warning">Not verified yet</StatusBadge>
          )
        ) : (
          <StatusBadge tone="neutral">Off</StatusBadge>
        )
      }
    >
      <div className="flex flex-col gap-4">
        <Standing setup={setup} />
        <DescriptionList
          items={[
            { term: "Events request URL", value: <Address url={hearing.urls.events} /> },
            { term: "Interactivity request URL", value: <Address url={hearing.urls.interactivity} /> },
            { term: "Redirect URL", value: <Address url={redirect.url} /> },
            ...(on
              ? [
                  {
                    term: "URL verified",
                    value: hearing.verifiedAt ? <RelativeTime date={hearing.verifiedAt} /> : "Not yet",
                  },
                  {
                    term: "Last events",
                    value: hearing.events.length > 0 ? <Events events={hearing.events} /> : "None yet",
                  },
                  {
                    term: "Last button press",
                    value: hearing.interactionAt ? <RelativeTime date={hearing.interactionAt} /> : "None yet",
                  },
                ]
              : []),
          ]}
        />
      </div>
    </Card>
  );
}

function Standing({ setup: { app, hearing, redirect, appPageUrl } }: { setup: Setup }): ReactNode {
  const { refused, verifiedAt } = hearing;
  const heardAt = hearing.events[0]?.at ?? verifiedAt;
  if (!redirect.accepted) {
    return (
      <Callout tone="info">
        Slack sends requests only to https addresses, and this instance is on http. Channels and connections
        are looked at every quarter of an hour instead.
      </Callout>
    );
  }
  if (!app?.hasSigningSecret) {
    return (
      <Callout tone="info" title="Events and buttons from Slack are off">
        This instance has no Signing Secret, so it cannot tell Slack’s requests from forged ones and refuses
        them all. Channels and connections are looked at every quarter of an hour instead.
        {refused?.why === "no-secret" ? (
          <>
            {" "}
            Slack, or somebody else, sent a request <RelativeTime date={refused.at} />.
          </>
        ) : null}
      </Callout>
    );
  }
  if (refused && refused.why !== "no-secret" && (!heardAt || refused.at > heardAt)) {
    return (
      <Callout
        tone="warning"
        title={refused.why === "stale" ? "A request came too late" : "A request’s signature does not fit"}
      >
        <RelativeTime date={refused.at} />.{" "}
        {refused.why === "stale"
          ? "Its time is more than five minutes from this server’s clock. If it came from Slack, set the clock."
          : "If it came from Slack, the Signing Secret saved here is not the app’s: copy it again from Basic Information and save it."}
      </Callout>
    );
  }
  if (heardAt) return null;
  return (
    <Callout
      tone="warning"
      title="Verify the address at Slack"
      action={
        <Button size="sm" asChild>
          <a href={appPageUrl} target="_blank" rel="noopener noreferrer">
            <ExternalLink aria-hidden />
            Open the app at Slack
            <span className="sr-only"> (opens in a new window)</span>
          </a>
        </Button>
      }
    >
      Open Event Subscriptions of the app, press Retry or Verify beside the request URL until it says
      Verified, and press Save Changes. If the app was made before it had events, paste the manifest again
      under App Manifest.
    </Callout>
  );
}

function Address({ url }: { url: string }) {
  return (
    <Code copy={url} copyLabel="Copy address">
      {url}
    </Code>
  );
}

function Events({ events }: { events: Setup["hearing"]["events"] }) {
  return (
    <ul className="flex flex-col gap-1">
      {events.map(({ teamId, teamName, type, at }) => (
        <li key={teamId} className="flex flex-wrap items-center gap-x-2">
          <span>{teamName ?? <Code plain>{teamId}</Code>}</span>
          <Code plain>{type}</Code>
          <span className="text-muted">
            <RelativeTime date={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}
