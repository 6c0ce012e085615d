"use client";

import { X } from "lucide-react";
import { cn } from "#components/ui/cn.ts";

interface ChipProps {
  label: string;
  /** Without it the chip cannot be taken away. */
  onRemove?: () => void;
  mono?: boolean;
}

/** One chosen thing inside a control. */
export function Chip({ label, onRemove, mono = false }: ChipProps) {
  return (
    <span className="inline-flex h-6 max-w-full items-center gap-0.5 rounded-md bg-hover pl-2 text-sm">
      <span className={cn("truncate", mono && "font-mono text-xs", !onRemove && "pr-2")}>{label}</span>
      {onRemove ? (
        <button
          type="button"
          aria-label={`Remove ${label}`}
          onClick={onRemove}
          className="flex size-6 shrink-0 items-center justify-center rounded-md text-muted hover:text-ink focus-visible:-outline-offset-2"
        >
          <X aria-hidden className="size-3" />
        </button>
      ) : null}
    </span>
  );
}
