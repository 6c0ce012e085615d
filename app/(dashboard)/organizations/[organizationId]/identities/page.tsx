import type { Metadata } from "next";
import { IdentitiesPage } from "#components/identities/identities-page.tsx";

export const metadata: Metadata = { title: "Machine identities" };

export default async function Identities({ params }: { params: Promise<{ organizationId: string }> }) {
  const { organizationId } = await params;
  return <IdentitiesPage organizationId={organizationId} />;
}
