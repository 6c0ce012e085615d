import type { Metadata } from "next";
import { HealthPage } from "#components/instance-health/health-page.tsx";

export const metadata: Metadata = { title: "Health" };

export default function InstanceHealth() {
  return <HealthPage />;
}
