import type { Metadata } from "next";
import { IdentityPage } from "#components/identities/identity-page.tsx";

export const metadata: Metadata = { title: "Machine identity" };

interface Props {
  params: Promise<{ organizationId: string; identityId: string }>;
}

export default async function Identity({ params }: Props) {
  const { organizationId, identityId } = await params;
  return <IdentityPage organizationId={organizationId} identityId={identityId} />;
}
