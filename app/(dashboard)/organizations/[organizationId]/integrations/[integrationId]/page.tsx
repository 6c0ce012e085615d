import type { Metadata } from "next";
import { IntegrationPage } from "#components/integrations/integration-page.tsx";

export const metadata: Metadata = { title: "Integration" };

interface Props {
  params: Promise<{ organizationId: string; integrationId: string }>;
  searchParams: Promise<{ result?: string | string[] }>;
}

export default async function Integration({ params, searchParams }: Props) {
  const { organizationId, integrationId } = await params;
  const { result } = await searchParams;
  return (
    <IntegrationPage
      organizationId={organizationId}
      integrationId={integrationId}
      result={typeof result === "string" ? result : null}
    />
  );
}
