"use client";

import { AlertDialog } from "radix-ui";
import { type ReactNode, useState, useTransition } from "react";
import { refusalOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { scrimClass } from "#components/ui/overlay-class.ts";
import { useReturnFocus } from "#components/ui/return-focus.ts";

interface ConfirmDialogProps {
  trigger?: ReactNode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  /** A question with the verb: "Delete the channel #deploys?" */
  title: ReactNode;
  /** What will come of it: "12 waiting messages will be cancelled." */
  consequence: ReactNode;
  /** The verb on the button: "Delete channel". */
  confirmLabel: string;
  /** On the button that leaves everything as it is; "Cancel" unless given. */
  cancelLabel?: string;
  /** Closes on success. What the server refused, or a returned sentence, is shown and the dialog stays. */
  onConfirm: () => Promise<string | undefined> | Promise<void>;
  /** `danger` for what destroys, `primary` for what can be undone. */
  variant?: "danger" | "primary";
  /** The person must write this before the button works. */
  typeToConfirm?: string;
  /** More to decide, such as a reason. */
  children?: ReactNode;
}

/** Asks before something that cannot be taken back, and says what will come of it. */
export function ConfirmDialog({
  trigger,
  open: openProp,
  onOpenChange,
  title,
  consequence,
  confirmLabel,
  cancelLabel = "Cancel",
  onConfirm,
  variant = "danger",
  typeToConfirm,
  children,
}: ConfirmDialogProps) {
  const [openState, setOpenState] = useState(false);
  const [typed, setTyped] = useState("");
  const [problem, setProblem] = useState<string>();
  const [pending, startTransition] = useTransition();
  const { remember, onCloseAutoFocus } = useReturnFocus();
  const open = openProp ?? openState;

  const setOpen = (next: boolean) => {
    if (pending && !next) return;
    setTyped("");
    setProblem(undefined);
    setOpenState(next);
    onOpenChange?.(next);
  };

  const confirm = () =>
    startTransition(async () => {
      try {
        const refusal = await onConfirm();
        if (typeof refusal === "string") return setProblem(refusal);
        setOpenState(false);
        onOpenChange?.(false);
        setTyped("");
      } catch (error) {
        setProblem(refusalOf(error).message);
      }
    });

  return (
    <AlertDialog.Root open={open} onOpenChange={setOpen}>
      {trigger ? <AlertDialog.Trigger asChild>{trigger}</AlertDialog.Trigger> : null}
      <AlertDialog.Portal>
        <AlertDialog.Overlay className={scrimClass} />
        <AlertDialog.Content
          onOpenAutoFocus={remember}
          onCloseAutoFocus={trigger ? undefined : onCloseAutoFocus}
          className="fixed top-1/2 left-1/2 z-50 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md -translate-1/2 animate-pop overflow-y-auto rounded-xl bg-raised shadow-float outline-none"
        >
          <form
            method="post"
            onSubmit={(event) => {
              event.preventDefault();
              event.stopPropagation();
              confirm();
            }}
          >
            <div className="flex flex-col gap-4 p-5">
              <div>
                <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
                <AlertDialog.Description className="mt-1 text-muted">{consequence}</AlertDialog.Description>
              </div>
              {children}
              {typeToConfirm ? (
                <Field
                  label={
                    <>
                      Type <span className="font-mono text-sm">{typeToConfirm}</span> to confirm
                    </>
                  }
                >
                  <Input
                    mono
                    autoComplete="off"
                    spellCheck={false}
                    value={typed}
                    onChange={(event) => setTyped(event.target.value)}
                  />
                </Field>
              ) : null}
              {problem ? (
                <Callout tone="danger" live>
                  {problem}
                </Callout>
              ) : null}
            </div>
            <div className="flex flex-wrap justify-end gap-2 border-t px-5 py-3">
              <AlertDialog.Cancel asChild>
                <Button disabled={pending}>{cancelLabel}</Button>
              </AlertDialog.Cancel>
              <Button
                type="submit"
                variant={variant}
                pending={pending}
                disabled={typeToConfirm !== undefined && typed !== typeToConfirm}
              >
                {confirmLabel}
              </Button>
            </div>
          </form>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
