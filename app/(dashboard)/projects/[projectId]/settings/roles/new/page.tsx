import type { Metadata } from "next";
import { NewRolePage } from "#components/custom-roles/role-pages.tsx";

export const metadata: Metadata = { title: "Add a role" };

export default async function NewRole({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <NewRolePage projectId={projectId} />;
}
