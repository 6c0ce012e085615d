import type { Metadata } from "next";
import { OrganizationSettingsPage } from "#components/organizations/settings-page.tsx";

export const metadata: Metadata = { title: "Organization settings" };

interface Props {
  params: Promise<{ organizationId: string }>;
  searchParams: Promise<{ result?: string | string[] }>;
}

export default async function OrganizationSettings({ params, searchParams }: Props) {
  const { organizationId } = await params;
  const { result } = await searchParams;
  return (
    <OrganizationSettingsPage
      organizationId={organizationId}
      result={typeof result === "string" ? result : null}
    />
  );
}
