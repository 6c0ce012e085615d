import type { Metadata } from "next";
import { DeliveryListPage } from "#components/deliveries/delivery-list.tsx";

export const metadata: Metadata = { title: "Deliveries" };

export default async function Deliveries({ params }: { params: Promise<{ projectId: string }> }) {
  const { projectId } = await params;
  return <DeliveryListPage projectId={projectId} />;
}
