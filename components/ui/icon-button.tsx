"use client";

import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Tooltip } from "#components/ui/tooltip.tsx";

interface IconButtonProps extends Omit<ButtonProps, "aria-label" | "size"> {
  /** The button's name: read out, and shown as its tooltip. */
  label: string;
  size?: "sm" | "md";
  side?: "top" | "right" | "bottom" | "left";
}

/** A button with an icon only; its name is in the tooltip and for screen readers. */
export function IconButton({
  label,
  size = "md",
  side,
  variant = "ghost",
  className,
  ...props
}: IconButtonProps) {
  return (
    <Tooltip content={label} side={side}>
      <Button
        aria-label={label}
        variant={variant}
        size="icon"
        className={cn(
          variant === "ghost" && "text-muted hover:text-ink",
          size === "sm" && "size-7 max-sm:size-8 [&_svg]:size-3.5",
          className,
        )}
        {...props}
      />
    </Tooltip>
  );
}
