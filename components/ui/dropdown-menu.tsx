"use client";

import Link from "next/link";
import { DropdownMenu as RadixMenu } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { floatClass, menuItemClass } from "#components/ui/overlay-class.ts";

interface DropdownMenuProps {
  /** The button that opens it. */
  trigger: ReactNode;
  /** Items, labels and separators. */
  children: ReactNode;
  align?: "start" | "center" | "end";
  side?: "top" | "bottom";
  className?: string;
}

/** A menu of actions on one thing. */
export function DropdownMenu({ trigger, children, align = "end", side, className }: DropdownMenuProps) {
  return (
    <RadixMenu.Root modal={false}>
      <RadixMenu.Trigger asChild>{trigger}</RadixMenu.Trigger>
      <RadixMenu.Portal>
        <RadixMenu.Content
          align={align}
          side={side}
          sideOffset={4}
          collisionPadding={8}
          className={cn(
            floatClass,
            "max-h-(--radix-dropdown-menu-content-available-height) min-w-44 overflow-y-auto p-1",
            className,
          )}
        >
          {children}
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
  );
}

interface DropdownMenuItemProps {
  /** A Lucide icon element. */
  icon?: ReactNode;
  /** Goes there, instead of `onSelect`. */
  href?: string;
  onSelect?: (event: Event) => void;
  danger?: boolean;
  disabled?: boolean;
  /** At the right: a shortcut, a tick. */
  hint?: ReactNode;
  children: ReactNode;
}

/** One action, or with `href` one link, of a menu. */
export function DropdownMenuItem({
  icon,
  href,
  onSelect,
  danger,
  disabled,
  hint,
  children,
}: DropdownMenuItemProps) {
  const content = (
    <>
      {icon ? <span className={danger ? undefined : "text-muted"}>{icon}</span> : null}
      <span className="min-w-0 grow truncate">{children}</span>
      {hint ? <span className="text-xs text-muted">{hint}</span> : null}
    </>
  );
  return (
    <RadixMenu.Item
      asChild={Boolean(href)}
      disabled={disabled}
      onSelect={onSelect}
      className={cn(menuItemClass, danger && "text-danger data-highlighted:bg-danger-soft")}
    >
      {href ? <Link href={href}>{content}</Link> : content}
    </RadixMenu.Item>
  );
}

/** The heading of a group of items. */
export function DropdownMenuLabel({ children }: { children: ReactNode }) {
  return <RadixMenu.Label className="px-2 pt-1.5 pb-1 text-xs text-muted">{children}</RadixMenu.Label>;
}

/** A line between groups. */
export function DropdownMenuSeparator() {
  return <RadixMenu.Separator className="-mx-1 my-1 h-px bg-line" />;
}
