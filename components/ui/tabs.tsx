"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { CountBadge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { isCurrentPath } from "#components/ui/current-path.ts";

const listClass = "flex gap-5 overflow-x-auto border-b [scrollbar-width:none]";

const tabClass = [
  "-mb-px flex h-9 shrink-0 items-center gap-2 border-b-2 border-transparent px-0.5 whitespace-nowrap text-muted transition-colors",
  "hover:text-ink focus-visible:-outline-offset-2",
].join(" ");

interface LinkTab {
  href: string;
  label: ReactNode;
  count?: number;
  /** Current only at exactly this path, for a tab whose path begins the others' paths. */
  exact?: boolean;
  /** Set where the place is told by the query and not by the path. */
  current?: boolean;
}

/** Tabs that are links, each with a URL of its own. */
export function LinkTabs({ label, tabs }: { label: string; tabs: readonly LinkTab[] }) {
  const pathname = usePathname();
  return (
    <nav aria-label={label} className={listClass}>
      {tabs.map((tab) => {
        const current = tab.current ?? isCurrentPath(pathname, tab.href, tab.exact);
        return (
          <Link
            key={tab.href}
            href={tab.href}
            aria-current={current ? "page" : undefined}
            className={cn(tabClass, current && "border-accent font-medium text-ink")}
          >
            {tab.label}
            {tab.count ? <CountBadge count={tab.count} /> : null}
          </Link>
        );
      })}
    </nav>
  );
}
