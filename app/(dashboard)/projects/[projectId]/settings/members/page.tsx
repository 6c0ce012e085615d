import type { Metadata } from "next";
import { ProjectMembersPage } from "#components/members/project-members-page.tsx";

export const metadata: Metadata = { title: "Project members" };

export default async function ProjectMembers({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <ProjectMembersPage projectId={projectId} />;
}
