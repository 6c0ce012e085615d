import { notFound } from "next/navigation";
import type { ReactNode } from "react";
import { z } from "zod";
import { ProjectGate } from "#components/projects/project-gate.tsx";

interface Props {
  params: Promise<{ projectId: string }>;
  children: ReactNode;
}

/** An address that cannot be a project's is answered as one that leads nowhere. */
export default async function ProjectLayout({ params, children }: Props) {
  const { projectId } = await params;
  if (!z.uuid().safeParse(projectId).success) notFound();
  return <ProjectGate projectId={projectId}>{children}</ProjectGate>;
}
