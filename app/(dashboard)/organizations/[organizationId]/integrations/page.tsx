import type { Metadata } from "next";
import { IntegrationsPage } from "#components/integrations/integrations-page.tsx";

export const metadata: Metadata = { title: "Workflow integrations" };

export default async function Integrations({ params }: { params: Promise<{ organizationId: string }> }) {
  const { organizationId } = await params;
  return <IntegrationsPage organizationId={organizationId} />;
}
