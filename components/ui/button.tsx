"use client";

import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";
import { Spinner } from "#components/ui/spinner.tsx";

/** The classes of a button, for the rare element that must look like one without being one. */
export const buttonClass = cva(
  [
    "inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap select-none",
    "transition-colors disabled:opacity-50 aria-disabled:opacity-50 aria-disabled:pointer-events-none",
    "[&_svg]:size-4 [&_svg]:shrink-0",
  ],
  {
    variants: {
      variant: {
        primary: "bg-accent text-on-accent hover:bg-accent-hover",
        secondary: "border border-line-strong bg-surface text-ink hover:bg-hover data-[state=open]:bg-hover",
        ghost: "text-ink hover:bg-hover data-[state=open]:bg-hover",
        danger: "bg-danger-fill text-on-danger hover:bg-danger-fill-hover",
        link: "rounded-sm text-ink underline decoration-line-strong underline-offset-4 hover:decoration-ink",
      },
      size: {
        sm: "h-7 px-2.5 text-sm gap-1.5 [&_svg]:size-3.5",
        md: "h-8 px-3 text-base max-sm:h-9",
        icon: "size-8 max-sm:size-9",
      },
    },
    compoundVariants: [{ variant: "link", class: "h-auto px-0 max-sm:h-auto" }],
    defaultVariants: { variant: "secondary", size: "md" },
  },
);

export interface ButtonProps extends ComponentProps<"button">, VariantProps<typeof buttonClass> {
  /** Work is under way: shows a spinner, says so to screen readers, and takes no further clicks. */
  pending?: boolean;
  /** Renders the only child (a link) with the button's looks instead of a `<button>`. */
  asChild?: boolean;
}

/** A button. `secondary` by default; one `primary` per page. */
export function Button({
  className,
  variant,
  size,
  pending = false,
  asChild = false,
  disabled,
  children,
  type = "button",
  ...props
}: ButtonProps) {
  const classes = cn(buttonClass({ variant, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...props}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button
      type={type}
      className={cn(classes, pending && "relative")}
      disabled={disabled || pending}
      aria-busy={pending || undefined}
      {...props}
    >
      {pending ? (
        <>
          <span className="absolute inset-0 flex items-center justify-center">
            <Spinner />
          </span>
          <span className="flex items-center gap-2 opacity-0">{children}</span>
        </>
      ) : (
        children
      )}
    </button>
  );
}
