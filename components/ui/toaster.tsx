"use client";

import { CircleAlert, CircleCheck, X } from "lucide-react";
import type { ReactNode } from "react";
import { Toaster as Sonner, toast } from "sonner";

interface ToastOptions {
  /** A second sentence. */
  description?: ReactNode;
  action?: { label: string; onClick: () => void };
}

/** A quiet word that something is done; goes by itself. */
export function toastSuccess(message: string, options: ToastOptions = {}): void {
  toast.success(message, { ...options, duration: 4000 });
}

/** Something failed; stays until it is dismissed. Say what happened, why, and what to do. */
export function toastError(message: string, options: ToastOptions = {}): void {
  toast.error(message, { ...options, duration: Number.POSITIVE_INFINITY, closeButton: true });
}

/** Where toasts appear. Once, in the root layout. */
export function Toaster() {
  return (
    <Sonner
      position="bottom-right"
      gap={8}
      expand
      icons={{
        success: <CircleCheck aria-hidden className="size-4 text-ok" />,
        error: <CircleAlert aria-hidden className="size-4 text-danger" />,
        close: <X aria-hidden className="size-3.5" />,
      }}
      toastOptions={{
        unstyled: true,
        closeButtonAriaLabel: "Dismiss",
        classNames: {
          toast:
            "group relative flex w-(--width) items-start gap-2.5 rounded-lg bg-raised px-3.5 py-3 font-sans text-base text-ink shadow-float max-sm:w-full data-[type=error]:pr-10",
          icon: "mt-0.5 shrink-0",
          content: "min-w-0 grow",
          title: "font-medium",
          description: "mt-0.5 text-muted",
          actionButton:
            "shrink-0 self-center rounded-md border border-line-strong px-2 py-1 text-sm font-medium hover:bg-hover",
          closeButton:
            "absolute top-2.5 right-2.5 flex size-6 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink",
        },
      }}
    />
  );
}
