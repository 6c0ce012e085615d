import type { Metadata } from "next";
import { DeliveryDetailPage } from "#components/deliveries/delivery-detail.tsx";

export const metadata: Metadata = { title: "Delivery" };

interface Props {
  params: Promise<{ projectId: string; deliveryId: string }>;
}

export default async function Delivery({ params }: Props) {
  const { projectId, deliveryId } = await params;
  return <DeliveryDetailPage projectId={projectId} deliveryId={deliveryId} />;
}
