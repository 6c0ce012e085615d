"use client";

import { useId } from "react";
import { cn } from "#components/ui/cn.ts";

interface ProgressProps {
  /** What is being done: "Redelivering". */
  label: string;
  done: number;
  total: number;
  /** What is counted: "deliveries". */
  unit?: string;
  className?: string;
}

/** Long work in numbers: "Redelivering · 42 of 310 deliveries". */
export function Progress({ label, done, total, unit, className }: ProgressProps) {
  const labelId = useId();
  const share = total > 0 ? Math.min(100, (done / total) * 100) : 0;
  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <div className="flex items-baseline justify-between gap-4 text-sm">
        <span id={labelId}>{label}</span>
        <span data-numeric className="text-muted">
          {done.toLocaleString("en")} of {total.toLocaleString("en")}
          {unit ? ` ${unit}` : ""}
        </span>
      </div>
      <div
        role="progressbar"
        aria-labelledby={labelId}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={Math.min(done, total)}
        className="h-1.5 overflow-hidden rounded-full bg-hover"
      >
        <div className="h-full rounded-full bg-ink transition-[width]" style={{ width: `${share}%` }} />
      </div>
    </div>
  );
}
