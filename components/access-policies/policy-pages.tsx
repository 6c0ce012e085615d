"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { DeletePolicy } from "#components/access-policies/delete-policy.tsx";
import { PolicyFacts } from "#components/access-policies/policy-facts.tsx";
import { PolicyForm } from "#components/access-policies/policy-form.tsx";
import {
  emptyPolicyForm,
  policyFieldsOf,
  policyFormOf,
  type PolicyFormOut,
} from "#components/access-policies/policy-form-schema.ts";
import type { PolicyDetail } from "#components/access-policies/types.ts";
import { listInWords } from "#components/access-requests/words.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const fieldNames = { maxDurationSeconds: "amount" } as const;
const listHref = (projectId: string) => `/projects/${projectId}/settings/policies`;
const toList = (projectId: string) => ({ label: "Policies", href: listHref(projectId) });

/** Adds an access approval policy. */
export function NewPolicyPage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const candidates = useQuery(trpc.accessPolicies.candidates.queryOptions({ projectId }));
  const create = useMutation(trpc.accessPolicies.create.mutationOptions());
  const submit = async (values: PolicyFormOut) => {
    try {
      const { restarted } = await create.mutateAsync({ projectId, ...policyFieldsOf(values) });
      await client.invalidateQueries({ queryKey: trpc.accessPolicies.pathKey(), refetchType: "none" });
      toastSuccess(`${values.name} is in force.`, restartedNote(restarted));
      router.push(listHref(projectId));
      return undefined;
    } catch (error) {
      return formFailureOf(error, fieldNames);
    }
  };
  return (
    <Page>
      <PageHeader
        title="Add a policy"
        purpose="Paths that it covers need an approved request from then on."
        back={toList(projectId)}
      />
      {candidates.data ? (
        <PolicyForm
          candidates={candidates.data}
          defaultValues={emptyPolicyForm}
          onSubmit={submit}
          submitLabel="Add policy"
          hint="In force at once: members lose access to what it covers until a request is approved."
          backHref={listHref(projectId)}
        />
      ) : candidates.isError ? (
        <LoadFailure
          error={candidates.error}
          onRetry={() => candidates.refetch()}
          pending={candidates.isFetching}
        />
      ) : (
        <FormSkeleton fields={6} />
      )}
    </Page>
  );
}

/** One policy: its form for those who may manage policies, its facts for others. */
export function EditPolicyPage({ projectId, policyId }: { projectId: string; policyId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.accessPolicies.get.queryOptions({ projectId, policyId }));
  if (!query.data) {
    return (
      <Page>
        <PageHeader title="Policy" back={toList(projectId)} />
        {query.isError ? (
          <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
        ) : (
          <FormSkeleton fields={6} />
        )}
      </Page>
    );
  }
  const { policy, mayManage } = query.data;
  return (
    <Page>
      <PageHeader
        title={policy.name}
        purpose="An access approval policy: which paths need a grant, and who gives it."
        back={toList(projectId)}
        action={
          mayManage ? (
            <DeletePolicy projectId={projectId} policy={policy} thenTo={listHref(projectId)} />
          ) : undefined
        }
      />
      {mayManage ? (
        <EditPolicy key={policy.id} projectId={projectId} policy={policy} />
      ) : (
        <PolicyFacts policy={policy} />
      )}
    </Page>
  );
}

function EditPolicy({ projectId, policy }: { projectId: string; policy: PolicyDetail }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const candidates = useQuery(trpc.accessPolicies.candidates.queryOptions({ projectId }));
  const update = useMutation(trpc.accessPolicies.update.mutationOptions());
  const gone = [...policy.approvers, ...policy.bypassers].filter((p) => !p.able).map((p) => p.name);
  const submit = async (values: PolicyFormOut) => {
    try {
      const fields = policyFieldsOf(values);
      const { restarted } = await update.mutateAsync({ projectId, policyId: policy.id, ...fields });
      await client.invalidateQueries({ queryKey: trpc.accessPolicies.pathKey() });
      await client.invalidateQueries({ queryKey: trpc.accessRequests.pathKey() });
      toastSuccess(`${values.name} is saved.`, restartedNote(restarted));
      router.push(listHref(projectId));
      return undefined;
    } catch (error) {
      return formFailureOf(error, fieldNames);
    }
  };
  if (!candidates.data) {
    return candidates.isError ? (
      <LoadFailure
        error={candidates.error}
        onRetry={() => candidates.refetch()}
        pending={candidates.isFetching}
      />
    ) : (
      <FormSkeleton fields={6} />
    );
  }
  const waiting = policy.pendingRequests;
  return (
    <>
      {gone.length > 0 ? (
        <Callout tone="warning" title="Somebody can no longer decide here">
          {listInWords([...new Set(gone)])} can no longer work in this project. Saving takes them out of the
          policy.
        </Callout>
      ) : null}
      <PolicyForm
        candidates={candidates.data}
        defaultValues={policyFormOf(policy)}
        onSubmit={submit}
        submitLabel="Save"
        hint={
          waiting === 0
            ? "In force at once, for new requests."
            : `In force at once. ${waiting === 1 ? "1 request waits" : `${waiting} requests wait`}; approvals start again where the rules of approval change.`
        }
        backHref={listHref(projectId)}
      />
    </>
  );
}

function restartedNote(restarted: number): { description?: string } {
  if (restarted === 0) return {};
  const who = restarted === 1 ? "1 waiting request" : `${restarted} waiting requests`;
  return { description: `The approvals of ${who} start again.` };
}
