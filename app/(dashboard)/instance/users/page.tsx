import type { Metadata } from "next";
import { UsersPage } from "#components/instance/users-page.tsx";

export const metadata: Metadata = { title: "Users" };

export default function InstanceUsers() {
  return <UsersPage />;
}
