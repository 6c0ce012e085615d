"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { CountBadge } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/cn.ts";
import { isCurrentPath } from "#components/ui/current-path.ts";

interface NavLinkProps {
  href: string;
  /** A Lucide icon element. */
  icon?: ReactNode;
  /** What waits for me or needs attention here. */
  count?: number;
  /** What is counted, for screen readers: "waiting for you". */
  countLabel?: string;
  /** Current only at exactly this path. */
  exact?: boolean;
  children: ReactNode;
}

/** One place in the left nav; the current one is marked by brass and `aria-current`. */
export function NavLink({ href, icon, count = 0, countLabel, exact, children }: NavLinkProps) {
  const current = isCurrentPath(usePathname(), href, exact);
  return (
    <li>
      <Link
        href={href}
        aria-current={current ? "page" : undefined}
        className={cn(
          "group flex h-8 items-center gap-2 rounded-lg px-2 text-muted transition-colors hover:bg-hover hover:text-ink max-md:h-10 [&_svg]:size-4 [&_svg]:shrink-0",
          current && "bg-accent-soft font-medium text-ink hover:bg-accent-soft [&_svg]:text-accent-ink",
        )}
      >
        {icon}
        <span className="min-w-0 grow truncate">{children}</span>
        <CountBadge count={count} label={countLabel} />
      </Link>
    </li>
  );
}

/** A group of places in the left nav. */
export function NavSection({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <div>
      {title ? <p className="px-2 pb-1 text-xs font-medium text-muted">{title}</p> : null}
      <ul aria-label={title} className="flex flex-col gap-px">
        {children}
      </ul>
    </div>
  );
}
