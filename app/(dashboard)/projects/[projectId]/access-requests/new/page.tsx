import type { Metadata } from "next";
import { NewRequestPage } from "#components/access-requests/new-request-page.tsx";

export const metadata: Metadata = { title: "Request access" };

interface Props {
  params: Promise<{ projectId: string }>;
  searchParams: Promise<{ environment?: string | string[]; path?: string | string[] }>;
}

export default async function NewAccessRequest({ params, searchParams }: Props) {
  const { projectId } = await params;
  const { environment, path } = await searchParams;
  return (
    <NewRequestPage
      projectId={projectId}
      environment={typeof environment === "string" ? environment : ""}
      secretPath={typeof path === "string" ? path : ""}
    />
  );
}
