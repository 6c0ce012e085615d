import type { Metadata } from "next";
import { RequestPage } from "#components/access-requests/request-page.tsx";

export const metadata: Metadata = { title: "Access request" };

export default async function AccessRequest({
  params,
}: {
  params: Promise<{ projectId: string; requestId: string }>;
}) {
  const { projectId, requestId } = await params;
  return <RequestPage projectId={projectId} requestId={requestId} />;
}
