"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { CancelRequest } from "#components/access-requests/cancel-request.tsx";
import { DecisionPanel } from "#components/access-requests/decision-panel.tsx";
import { EditRequest } from "#components/access-requests/edit-request-sheet.tsx";
import { GrantCard } from "#components/access-requests/grant-card.tsx";
import { RequestStatusBadge } from "#components/access-requests/status-badge.tsx";
import { RequestTimeline } from "#components/access-requests/request-timeline.tsx";
import type { RequestDetail } from "#components/access-requests/types.ts";
import { accessInWords, approvalsInWords, listInWords } from "#components/access-requests/words.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { PageSkeleton } from "#components/ui/skeleton.tsx";
import { ExactTime } from "#components/ui/time.tsx";

interface RequestPageProps {
  projectId: string;
  requestId: string;
}

/** One access request: who asks for what, what happened, and the decision. The button in Slack opens it. */
export function RequestPage({ projectId, requestId }: RequestPageProps) {
  const trpc = useTRPC();
  const query = useQuery(
    trpc.accessRequests.get.queryOptions({ projectId, requestId }, { refetchInterval: 5_000 }),
  );
  const back = { label: "Access requests", href: `/projects/${projectId}/access-requests` };
  if (query.data) return <Loaded projectId={projectId} request={query.data} back={back} />;
  return (
    <Page>
      {query.isError ? (
        <>
          <PageHeader title="Access request" back={back} />
          <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
        </>
      ) : (
        <PageSkeleton content="form" />
      )}
    </Page>
  );
}

interface LoadedProps {
  projectId: string;
  request: RequestDetail;
  back: { label: string; href: string };
}

function Loaded({ projectId, request, back }: LoadedProps) {
  const { may, grant, requester } = request;
  const duration =
    request.durationSeconds === null ? "permanently" : `for ${accessInWords(request.durationSeconds)}`;
  return (
    <Page>
      <PageHeader
        title={`${requester.name} asks for ${request.secretPath}`}
        purpose={`To ${listInWords(request.permissions)} in ${request.environment}, ${duration}.`}
        status={<RequestStatusBadge request={request} />}
        back={back}
        action={
          may.edit || may.cancel ? (
            <>
              {may.edit ? <EditRequest projectId={projectId} request={request} /> : null}
              {may.cancel ? (
                <CancelRequest projectId={projectId} requestId={request.id} requester={requester.name} />
              ) : null}
            </>
          ) : undefined
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Card title="Request">
          <RequestFacts projectId={projectId} request={request} />
        </Card>
        <div className="flex flex-col gap-6 lg:row-span-2">
          {request.status === "pending" ? <DecisionPanel projectId={projectId} request={request} /> : null}
          {grant ? <GrantCard projectId={projectId} request={request} grant={grant} /> : null}
        </div>
        <Card title="What happened">
          <RequestTimeline request={request} />
        </Card>
      </div>
    </Page>
  );
}

function RequestFacts({ projectId, request }: { projectId: string; request: RequestDetail }) {
  const { requester, policy } = request;
  return (
    <DescriptionList
      items={[
        {
          term: "Requester",
          value: (
            <>
              {requester.name} <span className="break-all text-muted">{requester.email}</span>
            </>
          ),
        },
        {
          term: "Permissions",
          value: (
            <span className="flex flex-wrap gap-1.5">
              {request.permissions.map((permission) => (
                <Badge key={permission}>{permission}</Badge>
              ))}
            </span>
          ),
        },
        { term: "Environment", value: <Badge mono>{request.environment}</Badge> },
        {
          term: "Secret path",
          value: (
            <Code plain className="break-all">
              {request.secretPath}
            </Code>
          ),
        },
        {
          term: "Access",
          value:
            request.durationSeconds === null
              ? "Permanent"
              : `Temporary, ${accessInWords(request.durationSeconds)} from the approval`,
        },
        {
          term: "Note",
          value: request.note ? <p className="whitespace-pre-wrap">{request.note}</p> : null,
        },
        {
          term: "Policy",
          value: (
            <>
              {policy.deleted ? (
                <>{policy.name} (deleted)</>
              ) : (
                <Link
                  href={`/projects/${projectId}/settings/policies/${policy.id}`}
                  className="underline underline-offset-2"
                >
                  {policy.name}
                </Link>
              )}
              . {approvalsInWords(policy.requiredApprovals)} needed
            </>
          ),
        },
        { term: "Asked", value: <ExactTime date={request.createdAt} /> },
      ]}
    />
  );
}
