import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

interface FilteredOutProps {
  icon: ReactNode;
  /** "No delivery fits this filter". */
  title: string;
  /** The list without its filters. */
  clearHref: string;
}

/** A list that holds something, none of which fits the filter. */
export function FilteredOut({ icon, title, clearHref }: FilteredOutProps) {
  return (
    <EmptyState
      icon={icon}
      title={title}
      why="Take a filter away to see more."
      action={
        <Button asChild>
          <Link href={clearHref}>Clear filters</Link>
        </Button>
      }
    />
  );
}
