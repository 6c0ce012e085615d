"use client";

import type { inferRouterOutputs } from "@trpc/server";
import Link from "next/link";
import { approvalsInWords } from "#components/access-requests/words.ts";
import { AttentionCallout } from "#components/attention/attention-callout.tsx";
import type { AttentionItem } from "#components/attention/types.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import type { AppRouter } from "#server/trpc/root.ts";

type StuckPolicy = inferRouterOutputs<AppRouter>["overview"]["get"]["stuckPolicies"][number];

interface BrokenProps {
  projectId: string;
  organizationId: string;
  broken: readonly AttentionItem[];
  mayManage: boolean;
  stuckPolicies: readonly StuckPolicy[];
  /** Events that could not be read. */
  setAside: number;
}

/** Everything that needs attention with its sentence and the buttons that mend it. */
export function Broken(props: BrokenProps) {
  const { projectId, organizationId, broken, mayManage, stuckPolicies, setAside } = props;
  return (
    <>
      {broken.map((item) => (
        <AttentionCallout
          key={`${item.of}/${item.id}`}
          organizationId={organizationId}
          item={item}
          mayMend={mayManage}
        />
      ))}
      {stuckPolicies.map((policy) => (
        <StuckCallout key={policy.id} projectId={projectId} policy={policy} />
      ))}
      {setAside > 0 ? (
        <Callout
          tone="warning"
          title={setAside === 1 ? "1 event was set aside" : `${setAside} events were set aside`}
          action={
            <Button size="sm" asChild>
              <Link href={`/projects/${projectId}/events`}>Show</Link>
            </Button>
          }
        >
          They could not be read. They are kept and stand in nobody’s way.
        </Callout>
      ) : null}
    </>
  );
}

/** A policy whose approvers left or lost the right to decide. */
function StuckCallout({ projectId, policy }: { projectId: string; policy: StuckPolicy }) {
  const { id, name, required, able, pending } = policy;
  const waiting =
    pending === 0
      ? "No request waits under it now."
      : pending === 1
        ? "1 request waits under it."
        : `${pending} requests wait under it.`;
  const people = able === 0 ? "none of its approvers" : `only ${able} of its approvers`;
  return (
    <Callout
      tone="danger"
      title={`Nothing can be approved under ${name}`}
      action={
        <Button size="sm" asChild>
          <Link href={`/projects/${projectId}/settings/policies/${id}`}>Choose approvers</Link>
        </Button>
      }
    >
      It needs {approvalsInWords(required)}, and {people} may decide here now. {waiting}
    </Callout>
  );
}
