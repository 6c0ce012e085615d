"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { Tabs as RadixTabs } from "radix-ui";
import type { ReactNode } from "react";
import { CountBadge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { isCurrentPath } from "#components/ui/current-path.ts";

const listClass = "flex gap-5 overflow-x-auto border-b [scrollbar-width:none]";

const tabClass = [
  "-mb-px flex h-9 shrink-0 items-center gap-2 border-b-2 border-transparent px-0.5 whitespace-nowrap text-muted transition-colors",
  "hover:text-ink focus-visible:-outline-offset-2",
].join(" ");

interface Tab {
  value: string;
  label: ReactNode;
  count?: number;
  content: ReactNode;
}

interface TabsProps {
  /** What the tabs choose between, for screen readers. */
  label: string;
  tabs: readonly Tab[];
  defaultValue?: string;
  value?: string;
  onChange?: (value: string) => void;
}

/** Tabs within a page. Where each tab deserves a URL, use `LinkTabs`. */
export function Tabs({ label, tabs, defaultValue, value, onChange }: TabsProps) {
  return (
    <RadixTabs.Root defaultValue={defaultValue ?? tabs[0]?.value} value={value} onValueChange={onChange}>
      <RadixTabs.List aria-label={label} className={listClass}>
        {tabs.map((tab) => (
          <RadixTabs.Trigger
            key={tab.value}
            value={tab.value}
            className={cn(
              tabClass,
              "data-[state=active]:border-accent data-[state=active]:font-medium data-[state=active]:text-ink",
            )}
          >
            {tab.label}
            {tab.count ? <CountBadge count={tab.count} /> : null}
          </RadixTabs.Trigger>
        ))}
      </RadixTabs.List>
      {tabs.map((tab) => (
        <RadixTabs.Content key={tab.value} value={tab.value} className="pt-5 focus-visible:outline-offset-4">
          {tab.content}
        </RadixTabs.Content>
      ))}
    </RadixTabs.Root>
  );
}

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
