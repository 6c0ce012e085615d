import type { Metadata } from "next";
import { AddNotificationPage } from "#components/notifications/add-notification-page.tsx";
import { ManagerGate } from "#components/notifications/manager-gate.tsx";
import { platformOf } from "#components/notifications/platform.ts";

export const metadata: Metadata = { title: "Add a destination" };

interface Props {
  params: Promise<{ projectId: string }>;
  searchParams: Promise<{ platform?: string | string[] }>;
}

export default async function NewNotification({ params, searchParams }: Props) {
  const { projectId } = await params;
  const { platform } = await searchParams;
  return (
    <ManagerGate projectId={projectId}>
      <AddNotificationPage projectId={projectId} platform={platformOf(platform)} />
    </ManagerGate>
  );
}
