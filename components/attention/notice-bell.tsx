"use client";

import { useQuery } from "@tanstack/react-query";
import { BellRing } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { noticesPath } from "#components/app-frame/navigation.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { CountBadge } from "#components/ui/badge.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";

const refetchInterval = 15_000;

/** Leads to what one was told of; counts what one has not read and is still broken. */
export function NoticeBell() {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.notices.count.queryOptions(undefined, { refetchInterval }));
  const unread = data?.unread ?? 0;
  const current = usePathname() === noticesPath;
  return (
    <Tooltip content="Notices">
      <Link
        href={noticesPath}
        aria-label={unread === 0 ? "Notices" : `Notices, ${unread} not read`}
        aria-current={current ? "page" : undefined}
        className="flex h-8 min-w-8 items-center justify-center rounded-lg px-1.5 text-muted transition-colors hover:bg-hover hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:text-ink max-md:h-10 max-md:min-w-10"
      >
        <BellRing aria-hidden className="size-4 shrink-0" />
        {unread > 0 ? (
          <span aria-hidden className="-ml-0.5 mb-3.5 flex">
            <CountBadge count={unread} />
          </span>
        ) : null}
      </Link>
    </Tooltip>
  );
}
