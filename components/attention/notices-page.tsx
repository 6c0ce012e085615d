"use client";

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import { BellRing, CheckCheck } from "lucide-react";
import { useRouter } from "next/navigation";
import type { Notice } from "#components/attention/types.ts";
import { useMended } from "#components/attention/use-mended.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { every } from "#components/trpc/use-live.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { newestFirstFooter } from "#components/ui/pagination.tsx";
import { TableSkeleton } from "#components/ui/skeleton.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { useUrlFilters } from "#components/ui/use-url-filters.ts";

/** What the signed-in person was told of: destinations and connections that broke, newest first. */
export function NoticesPage() {
  const trpc = useTRPC();
  const refresh = useMended();
  const filters = useUrlFilters();
  const query = useQuery(
    trpc.notices.list.queryOptions(
      { before: filters.read("before"), after: filters.read("after") },
      { refetchInterval: every(15_000), placeholderData: keepPreviousData },
    ),
  );
  const readAll = useMutation(trpc.notices.markAllRead.mutationOptions({ onSuccess: refresh }));
  const notices = query.data?.notices ?? [];
  return (
    <Page>
      <PageHeader
        title="Notices"
        purpose="What broke and waits for somebody to mend it, told to you once."
        action={
          notices.some((notice) => !notice.read) ? (
            <Button pending={readAll.isPending} onClick={() => readAll.mutate()}>
              <CheckCheck aria-hidden />
              Mark all as read
            </Button>
          ) : undefined
        }
      />
      {!query.data ? (
        query.isError ? (
          <LoadFailure error={query.error} onRetry={() => query.refetch()} pending={query.isFetching} />
        ) : (
          <TableSkeleton columns={2} />
        )
      ) : notices.length === 0 ? (
        <EmptyState
          icon={<BellRing />}
          title="Nothing was told to you yet"
          why="When a destination of a project that you look after, or a workspace that you connected, can take nothing any more, you are told here."
        />
      ) : (
        <>
          <ul
            aria-label="Notices"
            className="divide-y divide-line overflow-hidden rounded-lg border bg-surface"
          >
            {notices.map((notice) => (
              <NoticeRow key={notice.id} notice={notice} />
            ))}
          </ul>
          {newestFirstFooter(filters, query.data)}
        </>
      )}
    </Page>
  );
}

function NoticeRow({ notice }: { notice: Notice }) {
  const trpc = useTRPC();
  const router = useRouter();
  const refresh = useMended();
  const markRead = useMutation(trpc.notices.markRead.mutationOptions({ onSuccess: refresh }));
  const open = () => {
    if (!notice.read) markRead.mutate({ noticeId: notice.id });
    router.push(notice.path);
  };
  return (
    <li className={cn("flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3", notice.read && "text-muted")}>
      <div className="min-w-0 flex-1 basis-64">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className={cn("break-words", !notice.read && "font-medium")}>{notice.title}</span>
          {notice.mendedAt ? <StatusBadge tone="ok">Mended</StatusBadge> : null}
          {notice.read || notice.mendedAt ? null : <StatusBadge tone="info">Not read</StatusBadge>}
        </p>
        <p className="mt-0.5 text-muted">{notice.sentence}</p>
        <p className="mt-0.5 text-sm text-muted">
          {notice.projectName ? `${notice.projectName} · ` : ""}
          <RelativeTime date={notice.createdAt} />
          {notice.mendedAt ? (
            <>
              {" "}
              · mended <RelativeTime date={notice.mendedAt} />
            </>
          ) : null}
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant={notice.mendedAt || notice.read ? "secondary" : "primary"} onClick={open}>
          {notice.mendedAt ? "Open" : "Mend it"}
        </Button>
        {notice.read ? null : (
          <Button
            size="sm"
            variant="ghost"
            pending={markRead.isPending}
            onClick={() => markRead.mutate({ noticeId: notice.id })}
          >
            Mark as read
          </Button>
        )}
      </div>
    </li>
  );
}
