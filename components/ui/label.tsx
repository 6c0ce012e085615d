import type { ComponentProps } from "react";
import { cn } from "#components/ui/cn.ts";

/** The label of a control; give it `htmlFor`. */
export function Label({ className, ...props }: ComponentProps<"label">) {
  // biome-ignore lint/a11y/noLabelWithoutControl: the caller names the control with htmlFor.
  return <label {...props} className={cn("text-base font-medium text-ink", className)} />;
}
