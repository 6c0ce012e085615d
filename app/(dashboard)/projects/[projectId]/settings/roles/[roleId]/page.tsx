import type { Metadata } from "next";
import { RolePage } from "#components/custom-roles/role-pages.tsx";

export const metadata: Metadata = { title: "Role" };

export default async function Role({ params }: { params: Promise<{ projectId: string; roleId: string }> }) {
  const { projectId, roleId } = await params;
  return <RolePage projectId={projectId} roleId={roleId} />;
}
