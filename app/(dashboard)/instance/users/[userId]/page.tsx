import type { Metadata } from "next";
import { UserPage } from "#components/instance/user-page.tsx";

export const metadata: Metadata = { title: "User" };

export default async function InstanceUser({ params }: { params: Promise<{ userId: string }> }) {
  const { userId } = await params;
  return <UserPage userId={userId} />;
}
