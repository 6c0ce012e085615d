import type { Metadata } from "next";
import { EventDetailPage } from "#components/events/event-detail.tsx";

export const metadata: Metadata = { title: "Event" };

interface Props {
  params: Promise<{ projectId: string; eventId: string }>;
}

export default async function EventPage({ params }: Props) {
  const { projectId, eventId } = await params;
  return <EventDetailPage projectId={projectId} eventId={eventId} />;
}
