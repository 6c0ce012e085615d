import type { Metadata } from "next";
import { AddIntegrationPage } from "#components/integrations/add-integration-page.tsx";

export const metadata: Metadata = { title: "Add an integration" };

interface Props {
  params: Promise<{ organizationId: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const one = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);

export default async function NewIntegration({ params, searchParams }: Props) {
  const { organizationId } = await params;
  const { platform, result, alias } = await searchParams;
  return (
    <AddIntegrationPage
      organizationId={organizationId}
      platform={one(platform) === "slack" || one(result) ? "slack" : null}
      result={one(result)}
      alias={one(alias) ?? ""}
    />
  );
}
