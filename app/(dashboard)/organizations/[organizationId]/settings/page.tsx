import type { Metadata } from "next";
import { OrganizationSettingsPage } from "#components/organizations/settings-page.tsx";

export const metadata: Metadata = { title: "Organization settings" };

export default async function OrganizationSettings({
  params,
}: {
  params: Promise<{ organizationId: string }>;
}) {
  const { organizationId } = await params;
  return <OrganizationSettingsPage organizationId={organizationId} />;
}
