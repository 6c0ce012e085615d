import type { Metadata } from "next";
import { RolesPage } from "#components/custom-roles/roles-page.tsx";

export const metadata: Metadata = { title: "Roles" };

export default async function Roles({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <RolesPage projectId={projectId} />;
}
