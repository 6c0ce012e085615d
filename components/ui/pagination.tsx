import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import type { useUrlFilters } from "#components/ui/use-url-filters.ts";

interface PaginationProps {
  /** Where the newer page is; without it the button is off. */
  newerHref?: string;
  /** Where the older page is. */
  olderHref?: string;
  newerLabel?: string;
  olderLabel?: string;
  /** At the left: "1,204 deliveries". */
  summary?: ReactNode;
}

/** Steps through a list by cursor; both pages are links, so the place stands in the URL. */
export function Pagination({
  newerHref,
  olderHref,
  newerLabel = "Newer",
  olderLabel = "Older",
  summary,
}: PaginationProps) {
  return (
    <nav aria-label="Pages" className="flex items-center justify-between gap-3">
      <span data-numeric className="text-sm text-muted">
        {summary}
      </span>
      <span className="flex items-center gap-2">
        <Step href={newerHref}>
          <ChevronLeft aria-hidden />
          {newerLabel}
        </Step>
        <Step href={olderHref}>
          {olderLabel}
          <ChevronRight aria-hidden />
        </Step>
      </span>
    </nav>
  );
}

/** The footer of a list that stands newest first; none where everything is on one page. */
export function newestFirstFooter(
  filters: ReturnType<typeof useUrlFilters>,
  page: { newer?: string | undefined | null; older?: string | undefined | null } | undefined,
): ReactNode {
  if (!page?.newer && !page?.older) return undefined;
  return (
    <Pagination
      newerHref={page.newer ? filters.hrefWith({ after: page.newer }) : undefined}
      olderHref={page.older ? filters.hrefWith({ before: page.older }) : undefined}
    />
  );
}

function Step({ href, children }: { href: string | undefined; children: ReactNode }) {
  if (!href) {
    return (
      <Button size="sm" disabled>
        {children}
      </Button>
    );
  }
  return (
    <Button size="sm" asChild>
      <Link href={href}>{children}</Link>
    </Button>
  );
}
