"use client";

import { X } from "lucide-react";
import { Dialog as RadixDialog } from "radix-ui";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { focusFirstField } from "#components/ui/focus-first-field.ts";
import { IconButton } from "#components/ui/icon-button.tsx";
import { scrimClass } from "#components/ui/overlay-class.ts";
import { useReturnFocus } from "#components/ui/return-focus.ts";

interface DialogProps {
  /** The button that opens it; or leave it out and use `open`. */
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  /** The buttons, at the bottom right. */
  footer?: ReactNode;
  size?: "sm" | "md" | "lg";
  children?: ReactNode;
}

const widths = { sm: "max-w-md", md: "max-w-lg", lg: "max-w-3xl" };

const HoldContext = createContext<(held: boolean) => void>(() => {});

/** Called by what is shown only once: the dialog around it then closes by a button of its content and by nothing else. */
export function useHeldOpen(): void {
  const hold = use(HoldContext);
  useEffect(() => {
    hold(true);
    return () => hold(false);
  }, [hold]);
}

/** A short task on top of the page. For looking at something quickly, use `Sheet`. */
export function Dialog({
  trigger,
  open,
  onOpenChange,
  title,
  description,
  footer,
  size = "md",
  children,
}: DialogProps) {
  const [held, setHeld] = useState(false);
  const { remember, onCloseAutoFocus } = useReturnFocus();
  const unlessHeld = (event: Event) => {
    if (held) event.preventDefault();
  };
  return (
    <RadixDialog.Root open={open} onOpenChange={onOpenChange}>
      {trigger ? <RadixDialog.Trigger asChild>{trigger}</RadixDialog.Trigger> : null}
      <RadixDialog.Portal>
        <RadixDialog.Overlay
          className={scrimClass}
          // A click beside what stays open takes the focus from nothing.
          onMouseDown={held ? (event) => event.preventDefault() : undefined}
        />
        <RadixDialog.Content
          onOpenAutoFocus={(event) => {
            remember();
            focusFirstField(event);
          }}
          onCloseAutoFocus={trigger ? undefined : onCloseAutoFocus}
          onEscapeKeyDown={unlessHeld}
          onInteractOutside={unlessHeld}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={cn(
            "fixed top-1/2 left-1/2 z-50 flex max-h-[min(44rem,calc(100dvh-2rem))] w-[calc(100vw-2rem)] -translate-1/2 animate-pop flex-col rounded-xl bg-raised shadow-float outline-none",
            widths[size],
          )}
        >
          <header className="flex items-start gap-4 px-5 pt-4 pb-3">
            <div className="min-w-0 grow">
              <RadixDialog.Title className="text-lg font-semibold">{title}</RadixDialog.Title>
              {description ? (
                <RadixDialog.Description className="mt-0.5 text-muted">{description}</RadixDialog.Description>
              ) : null}
            </div>
            {held ? null : (
              <RadixDialog.Close asChild>
                <IconButton label="Close" size="sm" className="-mt-0.5 -mr-2">
                  <X />
                </IconButton>
              </RadixDialog.Close>
            )}
          </header>
          {children ? (
            <HoldContext value={setHeld}>
              <div className="min-h-0 grow overflow-y-auto px-5 pt-1 pb-5">{children}</div>
            </HoldContext>
          ) : null}
          {footer ? (
            <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3">
              {footer}
            </footer>
          ) : null}
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** Closes the dialog or sheet it stands in; its child is the button. */
export function DialogClose({ children }: { children: ReactNode }) {
  return <RadixDialog.Close asChild>{children}</RadixDialog.Close>;
}
