"use client";

import { useQuery } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import type { Mendable, Trouble } from "#components/attention/types.ts";
import { ChangeChannelDialog } from "#components/notifications/change-channel-dialog.tsx";
import { ReplaceWebhookDialog } from "#components/notifications/replace-webhook-dialog.tsx";
import { TestAnswer } from "#components/notifications/test-answer.tsx";
import { useTest } from "#components/notifications/use-test.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";
import { Button, type ButtonProps } from "#components/ui/button.tsx";

interface RemediesProps {
  organizationId: string;
  destination: Mendable;
  trouble: Trouble;
}

type ButtonFor = (props: RemediesProps & { variant: ButtonProps["variant"] }) => ReactNode;

/** What one presses for each remedy, besides Try again. */
const buttons: Record<Trouble["remedy"], ButtonFor> = {
  // The line to write in Slack stands beside it.
  "invite-bot": () => null,
  none: () => null,
  "choose-channel": ({ destination, variant }) => (
    <ChangeChannelDialog
      projectId={destination.project.id}
      destination={destination}
      trigger={
        <Button size="sm" variant={variant}>
          Choose another channel
        </Button>
      }
    />
  ),
  "replace-webhook": ({ destination, variant }) => (
    <ReplaceWebhookDialog
      projectId={destination.project.id}
      destination={destination}
      trigger={
        <Button size="sm" variant={variant}>
          Replace the webhook
        </Button>
      }
    />
  ),
  unarchive: ({ trouble }) =>
    trouble.link ? (
      <Button size="sm" asChild>
        <a href={trouble.link} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden />
          Open in Slack
        </a>
      </Button>
    ) : null,
  reconnect: ({ organizationId, destination, variant }) => (
    <ReconnectLink
      organizationId={organizationId}
      integrationId={destination.integration?.id ?? null}
      variant={variant}
    />
  ),
  "change-plan": ({ organizationId, variant }) => (
    <PlanLink organizationId={organizationId} variant={variant} />
  ),
};

/** The buttons that mend a destination, and what a test came to. */
export function Remedies(props: RemediesProps) {
  const { destination, trouble } = props;
  const besides = destination.readdress !== trouble.remedy && trouble.remedy !== "change-plan";
  return (
    <div className="mt-2.5 flex flex-wrap gap-2">
      {buttons[trouble.remedy]({ ...props, variant: "primary" })}
      {trouble.standing ? null : <TryAgain {...props} />}
      {besides ? buttons[destination.readdress]({ ...props, variant: "secondary" }) : null}
    </div>
  );
}

/** Sends a test: a success mends the destination, and what waits follows. What stands in the way is told below. */
function TryAgain({ destination, trouble }: RemediesProps) {
  const test = useTest(trouble.sentence);
  const send = () =>
    test.mutate(
      { projectId: destination.project.id, destinationId: destination.id },
      // What was wrong is gone with its buttons, so that success is told elsewhere.
      { onSuccess: ({ delivered, sentence }) => delivered && toastSuccess(sentence) },
    );
  return (
    <>
      <Button size="sm" pending={test.isPending} onClick={send}>
        Try again
      </Button>
      {test.error || test.data?.delivered === false ? (
        <div className="order-last w-full">
          <TestAnswer result={test.data} error={test.error} trouble={trouble.sentence} />
        </div>
      ) : null}
    </>
  );
}

/** The one button of a row: the main remedy, or the way around what only Slack can mend, or a test. */
export function RowRemedy(props: RemediesProps) {
  const { trouble, destination } = props;
  const remedy = trouble.remedy === "unarchive" ? destination.readdress : trouble.remedy;
  return buttons[remedy]({ ...props, variant: "secondary" }) ?? <TryAgain {...props} />;
}

/** Leads to where a connection is given a new token. */
export function ReconnectLink(props: {
  organizationId: string;
  integrationId: string | null;
  variant: ButtonProps["variant"];
}) {
  const base = `/organizations/${props.organizationId}/integrations`;
  return (
    <Button size="sm" variant={props.variant} asChild>
      <Link href={props.integrationId ? `${base}/${props.integrationId}` : base}>Reconnect</Link>
    </Button>
  );
}

/** Leads to where the plan is changed, or to where it stands for those who cannot. */
export function PlanLink(props: { organizationId: string; variant: ButtonProps["variant"] }) {
  const trpc = useTRPC();
  const me = useQuery(trpc.session.me.queryOptions());
  const mayChange = me.data?.isInstanceAdmin ?? false;
  return (
    <Button size="sm" variant={props.variant} asChild>
      <Link
        href={mayChange ? "/instance/organizations" : `/organizations/${props.organizationId}/integrations`}
      >
        {mayChange ? "Change the plan" : "See the plan"}
      </Link>
    </Button>
  );
}
