import type { Metadata } from "next";
import { ProjectsPage } from "#components/projects/projects-page.tsx";

export const metadata: Metadata = { title: "Projects" };

export default async function Projects({ params }: { params: Promise<{ organizationId: string }> }) {
  const { organizationId } = await params;
  return <ProjectsPage organizationId={organizationId} />;
}
