import type { Metadata } from "next";
import { AuditPage } from "#components/audit/audit-page.tsx";

export const metadata: Metadata = { title: "Audit log" };

export default async function AuditLog({ params }: { params: Promise<{ organizationId: string }> }) {
  const { organizationId } = await params;
  return <AuditPage organizationId={organizationId} />;
}
