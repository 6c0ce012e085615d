"use client";

import { X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { focusFirstField } from "#components/ui/focus-first-field.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { scrimClass } from "#components/ui/overlay-class.ts";
import { useReturnFocus } from "#components/ui/return-focus.ts";

interface SheetProps {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  footer?: ReactNode;
  side?: "left" | "right";
  /** The title is for screen readers only. */
  titleHidden?: boolean;
  className?: string;
  children: ReactNode;
}

const UnsavedContext = createContext<(unsaved: boolean) => void>(() => {});

/** Called by a form in a sheet with `open`: while it is changed, a slip does not close the sheet, and leaving it asks. */
export function useUnsavedChanges(changed: boolean): void {
  const tell = use(UnsavedContext);
  useEffect(() => {
    tell(changed);
    return () => tell(false);
  }, [tell, changed]);
}

/** A panel at the side, for a quick look without leaving the list. */
export function Sheet({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  footer,
  side = "right",
  titleHidden = false,
  className,
  children,
}: SheetProps) {
  const [unsaved, setUnsaved] = useState(false);
  const [asking, setAsking] = useState(false);
  const { remember, onCloseAutoFocus } = useReturnFocus();
  const tell = useCallback((changed: boolean) => {
    setUnsaved(changed);
    // Nothing is left to ask about, also where a save ended while the question stood.
    if (!changed) setAsking(false);
  }, []);
  const openOrClose = (opens: boolean) => {
    if (!opens && unsaved) setAsking(true);
    else onOpenChange?.(opens);
  };
  return (
    <RadixDialog.Root open={open} onOpenChange={openOrClose}>
      {trigger ? <RadixDialog.Trigger asChild>{trigger}</RadixDialog.Trigger> : null}
      <RadixDialog.Portal>
        <RadixDialog.Overlay
          className={scrimClass}
          // A click beside what stays open takes the focus from nothing.
          onMouseDown={unsaved ? (event) => event.preventDefault() : undefined}
        />
        <RadixDialog.Content
          onOpenAutoFocus={(event) => {
            remember();
            focusFirstField(event);
          }}
          onCloseAutoFocus={trigger ? undefined : onCloseAutoFocus}
          onInteractOutside={(event) => {
            if (unsaved) event.preventDefault();
          }}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed inset-y-0 z-50 flex w-full max-w-lg flex-col bg-raised shadow-float outline-none",
            side === "right" ? "right-0 animate-slide-right" : "left-0 animate-slide-left",
            className,
          )}
        >
          {titleHidden ? (
            <>
              <RadixDialog.Title className="sr-only">{title}</RadixDialog.Title>
              <RadixDialog.Close className="sr-only z-10 rounded-md bg-ink text-canvas focus-visible:not-sr-only focus-visible:absolute focus-visible:top-3 focus-visible:right-3 focus-visible:px-2 focus-visible:py-1">
                Close
              </RadixDialog.Close>
            </>
          ) : (
            <header className="flex items-start gap-4 border-b px-5 py-4">
              <div className="min-w-0 grow">
                <RadixDialog.Title className="text-lg font-semibold break-words">{title}</RadixDialog.Title>
                {description ? (
                  <RadixDialog.Description className="mt-0.5 text-muted">
                    {description}
                  </RadixDialog.Description>
                ) : null}
              </div>
              <RadixDialog.Close asChild>
                <IconButton label="Close" size="sm" className="-mt-0.5 -mr-2">
                  <X />
                </IconButton>
              </RadixDialog.Close>
            </header>
          )}
          <UnsavedContext value={tell}>
            <div className={cn("min-h-0 grow overflow-y-auto", !titleHidden && "p-5")}>{children}</div>
          </UnsavedContext>
          {footer ? (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3">
              {footer}
            </footer>
          ) : null}
          <ConfirmDialog
            open={asking}
            onOpenChange={setAsking}
            title="Discard your changes?"
            consequence="What you changed here is not saved yet."
            confirmLabel="Discard changes"
            cancelLabel="Keep editing"
            onConfirm={async () => onOpenChange?.(false)}
          />
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}
