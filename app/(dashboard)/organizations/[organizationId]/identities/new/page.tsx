import type { Metadata } from "next";
import { NewIdentityPage } from "#components/identities/new-identity-page.tsx";

export const metadata: Metadata = { title: "Add a machine identity" };

export default async function NewIdentity({ params }: { params: Promise<{ organizationId: string }> }) {
  const { organizationId } = await params;
  return <NewIdentityPage organizationId={organizationId} />;
}
