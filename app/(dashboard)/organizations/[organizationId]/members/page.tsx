import type { Metadata } from "next";
import { MembersPage } from "#components/members/members-page.tsx";

export const metadata: Metadata = { title: "Members" };

export default async function Members({ params }: { params: Promise<{ organizationId: string }> }) {
  const { organizationId } = await params;
  return <MembersPage organizationId={organizationId} />;
}
