import type { Metadata } from "next";
import { OrganizationsPage } from "#components/instance/organizations-page.tsx";

export const metadata: Metadata = { title: "Organizations" };

export default function InstanceOrganizations() {
  return <OrganizationsPage />;
}
