import type { Metadata } from "next";
import { DestinationPage } from "#components/notifications/destination-page.tsx";

export const metadata: Metadata = { title: "Destination" };

interface Props {
  params: Promise<{ projectId: string; destinationId: string }>;
}

export default async function Destination({ params }: Props) {
  const { projectId, destinationId } = await params;
  return <DestinationPage projectId={projectId} destinationId={destinationId} />;
}
