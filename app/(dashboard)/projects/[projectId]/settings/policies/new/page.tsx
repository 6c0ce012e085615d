import type { Metadata } from "next";
import { NewPolicyPage } from "#components/access-policies/policy-pages.tsx";

export const metadata: Metadata = { title: "Add a policy" };

export default async function NewPolicy({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <NewPolicyPage projectId={projectId} />;
}
