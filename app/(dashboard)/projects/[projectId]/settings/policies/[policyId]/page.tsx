import type { Metadata } from "next";
import { EditPolicyPage } from "#components/access-policies/policy-pages.tsx";

export const metadata: Metadata = { title: "Policy" };

export default async function EditPolicy({
  params,
}: {
  params: Promise<{ projectId: string; policyId: string }>;
}) {
  const { projectId, policyId } = await params;
  return <EditPolicyPage projectId={projectId} policyId={policyId} />;
}
