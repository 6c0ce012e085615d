"use client";

import { CircleAlert, RotateCw } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";

interface ErrorStateProps {
  /** What happened. */
  title: ReactNode;
  /** Why. */
  why?: ReactNode;
  /** What to do. */
  remedy?: ReactNode;
  /** A `Try again` button that calls this. */
  onRetry?: () => void;
  pending?: boolean;
  /** Another way on, beside the retry button. */
  action?: ReactNode;
  /** Number to quote to whoever runs the instance. */
  reference?: string;
  bare?: boolean;
}

/** Something failed: what happened, why, what to do, and a way to try again. */
export function ErrorState({
  title,
  why,
  remedy,
  onRetry,
  pending,
  action,
  reference,
  bare = false,
}: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn(
        "flex flex-col items-center px-6 py-12 text-center",
        !bare && "rounded-lg border bg-surface",
      )}
    >
      <span
        aria-hidden
        className="mb-3 flex size-9 items-center justify-center rounded-lg bg-danger-soft text-danger"
      >
        <CircleAlert className="size-4.5" />
      </span>
      <p className="font-medium text-balance">{title}</p>
      {why ? <p className="mt-1 max-w-md text-pretty text-muted">{why}</p> : null}
      {remedy ? <p className="mt-1 max-w-md text-pretty">{remedy}</p> : null}
      {onRetry || action ? (
        <div className="mt-4 flex flex-wrap items-center justify-center gap-2">
          {onRetry ? (
            <Button onClick={onRetry} pending={pending}>
              <RotateCw aria-hidden />
              Try again
            </Button>
          ) : null}
          {action}
        </div>
      ) : null}
      {reference ? <p className="mt-3 font-mono text-xs text-muted">{reference}</p> : null}
    </div>
  );
}
