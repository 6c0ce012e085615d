"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import type { ReactNode } from "react";
import { useTRPC } from "#components/trpc/provider.tsx";
import { refusalOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type Integration = inferRouterOutputs<AppRouter>["integrations"]["get"];

/** How a connection stands: what was sent last, when Slack was asked, and whether Slack tells by itself. */
export function IntegrationStanding({
  organizationId,
  integration,
}: {
  organizationId: string;
  integration: Integration;
}) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const check = useMutation(
    trpc.integrations.check.mutationOptions({
      onSettled: () => queryClient.invalidateQueries(trpc.integrations.get.pathFilter()),
    }),
  );
  const { checkedAt, checkDueAt, lastSuccessAt, tokenExpiresAt, channelsListedAt, channelCount } =
    integration;
  return (
    <Card
      title="Health"
      actions={
        integration.may.connect ? (
          <Button
            size="sm"
            pending={check.isPending}
            onClick={() => check.mutate({ organizationId, integrationId: integration.id })}
          >
            Check now
          </Button>
        ) : undefined
      }
    >
      <div className="flex flex-col gap-4">
        {check.isError ? (
          <Callout live tone="danger">
            {refusalOf(check.error).message}
          </Callout>
        ) : null}
        <DescriptionList
          items={[
            {
              term: "Last message",
              value: lastSuccessAt ? <RelativeTime date={lastSuccessAt} /> : "None yet",
            },
            {
              term: "Last check",
              value: (
                <span>
                  {checkedAt ? <RelativeTime date={checkedAt} /> : "None yet"}
                  {checkDueAt ? (
                    <span className="text-muted">
                      {"; the next one "}
                      <RelativeTime date={checkDueAt} />
                    </span>
                  ) : null}
                </span>
              ),
            },
            { term: "Events from Slack", value: <Hearing events={integration.events} /> },
            {
              term: "Channels known",
              value: (
                <span>
                  <span className="tabular-nums">{channelCount.toLocaleString("en")}</span>
                  {channelsListedAt ? (
                    <>
                      , listed <RelativeTime date={channelsListedAt} />
                    </>
                  ) : (
                    ", the list is still coming"
                  )}
                </span>
              ),
            },
            ...(tokenExpiresAt
              ? [
                  {
                    term: "Token",
                    value: (
                      <span>
                        Expires <RelativeTime date={tokenExpiresAt} />, and is renewed before by itself
                      </span>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </div>
    </Card>
  );
}

const silences = {
  off: "Off: this instance has no Signing Secret. Slack is asked every quarter of an hour instead.",
  elsewhere:
    "No event of this token's app has come here yet. Slack is asked every quarter of an hour instead.",
  unheard:
    "Slack was never heard: an instance admin has to verify the request URL at Slack. Slack is asked every quarter of an hour meanwhile.",
};

function Hearing({ events: { hearing, lastAt, lastType } }: Pick<Integration, "events">): ReactNode {
  if (hearing !== "told") return silences[hearing];
  if (!lastAt) return "On; nothing happened in this workspace that Slack tells of.";
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <StatusBadge tone="ok" look="text">
        On
      </StatusBadge>
      <span>
        last one <RelativeTime date={lastAt} />
      </span>
      <Code plain>{lastType}</Code>
    </span>
  );
}
