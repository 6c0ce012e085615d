import { SearchX } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";

/** Inside the frame, so that the way to other pages stays. */
export default function DashboardNotFound() {
  return (
    <Page>
      <PageHeader title="Nothing is here" />
      <EmptyState
        icon={<SearchX />}
        title="This address leads nowhere"
        why="It is wrong, or what stood here is gone or not yours to see."
        action={
          <Button variant="primary" asChild>
            <Link href="/">Go to the start</Link>
          </Button>
        }
      />
    </Page>
  );
}
