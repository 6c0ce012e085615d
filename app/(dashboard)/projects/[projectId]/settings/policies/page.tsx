import type { Metadata } from "next";
import { PolicyListPage } from "#components/access-policies/policy-list-page.tsx";

export const metadata: Metadata = { title: "Policies" };

export default async function Policies({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <PolicyListPage projectId={projectId} />;
}
