"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { BreakGlass } from "#components/access-requests/break-glass.tsx";
import type { RequestDetail } from "#components/access-requests/types.ts";
import { accessInWords, approvalsInWords } from "#components/access-requests/words.ts";
import { refusalOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { Field } from "#components/ui/field.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

interface DecisionProps {
  projectId: string;
  request: RequestDetail;
}

/** Who decides on a pending request and how far that is, with the buttons of those who may. */
export function DecisionPanel({ projectId, request }: DecisionProps) {
  const { policy, approvals, may } = request;
  return (
    <Card title="Decision" description={`${approvalsInWords(approvals.needed)} still needed`}>
      <div className="flex flex-col gap-4">
        <ul className="flex flex-col gap-1.5" aria-label="Approvers">
          {policy.approvers.map((person) => (
            <li key={person.id} className="flex flex-wrap items-center justify-between gap-x-3">
              <span className="min-w-0 break-words">{person.name}</span>
              <ApproverState request={request} person={person} />
            </li>
          ))}
        </ul>
        {approvals.reachable ? null : (
          <Callout tone="warning" title="Too few people can approve this">
            {approvalsInWords(policy.requiredApprovals)} {policy.requiredApprovals === 1 ? "is" : "are"}{" "}
            required. A project admin can add approvers to the policy {policy.name}.
          </Callout>
        )}
        {may.approve || may.reject ? <Decide projectId={projectId} request={request} /> : null}
        {may.whyNotApprove ? <p className="text-sm text-muted">{may.whyNotApprove}</p> : null}
        {may.breakGlass ? <BreakGlass projectId={projectId} request={request} /> : null}
      </div>
    </Card>
  );
}

type Approver = RequestDetail["policy"]["approvers"][number];

function ApproverState({ request, person }: { request: RequestDetail; person: Approver }) {
  if (request.approvals.by.includes(person.id)) {
    return (
      <StatusBadge tone="ok" look="text">
        Approved
      </StatusBadge>
    );
  }
  const quiet = (words: string) => <span className="text-xs text-muted">{words}</span>;
  if (!person.able) return quiet("Can no longer decide");
  if (person.id === request.requesterId && !request.policy.allowSelfApproval)
    return quiet("Is the requester");
  return (
    <StatusBadge tone="waiting" look="text">
      Not yet
    </StatusBadge>
  );
}

function Decide({ projectId, request }: DecisionProps) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const review = useMutation(trpc.accessRequests.review.mutationOptions());
  const [comment, setComment] = useState("");
  const [problem, setProblem] = useState<string>();
  const [seen, setSeen] = useState(request.revision);
  if (seen !== request.revision) {
    return (
      <Callout
        tone="warning"
        live
        title="The request was edited while you were looking"
        action={<Button onClick={() => setSeen(request.revision)}>Decide on it as it is now</Button>}
      >
        Read what it asks for now; approvals have started again.
      </Callout>
    );
  }
  const decide = async (decision: "approve" | "reject") => {
    setProblem(undefined);
    try {
      const { status, approvalsNeeded } = await review.mutateAsync({
        projectId,
        requestId: request.id,
        revision: seen,
        decision,
        comment,
      });
      setComment("");
      toastSuccess(
        status === "rejected"
          ? "Request rejected."
          : status === "approved"
            ? `Approved. ${request.requester.name} has access now.`
            : `Approved. ${approvalsInWords(approvalsNeeded)} still needed.`,
      );
    } catch (error) {
      setProblem(refusalOf(error).message);
    }
    await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey() });
    await client.invalidateQueries({ queryKey: trpc.overview.pathKey() });
  };
  const last = request.approvals.needed === 1;
  const deciding = (decision: string) => review.isPending && review.variables?.decision === decision;
  return (
    <div className="flex flex-col gap-3 border-t pt-4">
      <Field label="Comment" optional help="Goes to the requester and into the channels.">
        <Textarea
          value={comment}
          maxLength={4000}
          onChange={(event) => setComment(event.target.value)}
          rows={2}
        />
      </Field>
      {problem ? (
        <Callout tone="danger" live>
          {problem}
        </Callout>
      ) : null}
      <div className="flex flex-wrap gap-2">
        {request.may.approve ? (
          <Button
            variant="primary"
            pending={deciding("approve")}
            disabled={review.isPending}
            onClick={() => decide("approve")}
          >
            Approve
          </Button>
        ) : null}
        {request.may.reject ? (
          <Button pending={deciding("reject")} disabled={review.isPending} onClick={() => decide("reject")}>
            Reject
          </Button>
        ) : null}
      </div>
      {request.may.approve ? (
        <p className="text-sm text-muted">
          {last
            ? `Access starts with your approval${request.durationSeconds === null ? " and is permanent" : `, for ${accessInWords(request.durationSeconds)}`}.`
            : `After your approval ${approvalsInWords(request.approvals.needed - 1)} will still be needed.`}
        </p>
      ) : null}
    </div>
  );
}
