import type { Metadata } from "next";
import { NoticesPage } from "#components/attention/notices-page.tsx";

export const metadata: Metadata = { title: "Notices" };

export default function Notices() {
  return <NoticesPage />;
}
