import type { Metadata } from "next";
import { EventListPage } from "#components/events/event-list.tsx";

export const metadata: Metadata = { title: "Events" };

export default async function Events({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <EventListPage projectId={projectId} />;
}
