import type { Metadata } from "next";
import { NotificationsPage } from "#components/notifications/notifications-page.tsx";

export const metadata: Metadata = { title: "Notifications" };

interface Props {
  params: Promise<{ projectId: string }>;
  searchParams: Promise<{ view?: string | string[] }>;
}

export default async function Notifications({ params, searchParams }: Props) {
  const { projectId } = await params;
  const { view } = await searchParams;
  return <NotificationsPage projectId={projectId} view={view === "matrix" ? "matrix" : "list"} />;
}
