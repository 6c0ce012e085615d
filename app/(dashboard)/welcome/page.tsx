import { Building2 } from "lucide-react";
import type { Metadata } from "next";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";

export const metadata: Metadata = { title: "Welcome" };

export default function WelcomePage() {
  return (
    <Page>
      <PageHeader title="Welcome" />
      <EmptyState
        icon={<Building2 />}
        title="You are in no organization yet"
        why="An owner or admin of an organization invites you by a link. Once you accept, its projects stand here."
      />
    </Page>
  );
}
