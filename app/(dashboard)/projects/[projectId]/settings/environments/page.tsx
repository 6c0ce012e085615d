import type { Metadata } from "next";
import { EnvironmentsPage } from "#components/projects/environments-page.tsx";

export const metadata: Metadata = { title: "Environments" };

export default async function Environments({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <EnvironmentsPage projectId={projectId} />;
}
