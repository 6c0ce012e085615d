import type { Metadata } from "next";
import { RequestListPage } from "#components/access-requests/request-list-page.tsx";

export const metadata: Metadata = { title: "Access requests" };

export default async function AccessRequests({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <RequestListPage projectId={projectId} />;
}
