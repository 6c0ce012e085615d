"use client";

import { Command } from "cmdk";
import { Search } from "lucide-react";
import { useRouter } from "next/navigation";
import { Dialog as RadixDialog } from "radix-ui";
import { type ReactNode, useEffect, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { scrimClass } from "#components/ui/overlay-class.ts";

const openEvent = "bellwire:command-menu";

interface CommandItem {
  label: string;
  href: string;
  /** Where it is, at the right: a project, an environment. */
  hint?: string;
  icon?: ReactNode;
  /** Further words it is found by. */
  keywords?: string[];
}

export interface CommandGroup {
  heading: string;
  items: readonly CommandItem[];
}

/** Jumps anywhere: opens on ⌘K or Ctrl K, or from a `CommandMenuButton`. Once per page. */
export function CommandMenu({ groups }: { groups: readonly CommandGroup[] }) {
  const [open, setOpen] = useState(false);
  const router = useRouter();

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.shiftKey) return;
      event.preventDefault();
      setOpen((was) => !was);
    };
    const onOpen = () => setOpen(true);
    window.addEventListener("keydown", onKey);
    window.addEventListener(openEvent, onOpen);
    return () => {
      window.removeEventListener("keydown", onKey);
      window.removeEventListener(openEvent, onOpen);
    };
  }, []);

  return (
    <RadixDialog.Root open={open} onOpenChange={setOpen}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className={scrimClass} />
        <RadixDialog.Content
          aria-describedby={undefined}
          className="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 animate-pop overflow-hidden rounded-xl bg-raised shadow-float outline-none"
        >
          <RadixDialog.Title className="sr-only">Go to</RadixDialog.Title>
          <Command label="Go to" loop filter={score}>
            <div className="flex items-center gap-2.5 border-b px-4">
              <Search aria-hidden className="size-4 text-muted" />
              <Command.Input
                placeholder="Go to a page, project, destination or request"
                className="h-12 grow bg-transparent text-lg outline-none"
              />
            </div>
            <Command.List className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
              <Command.Empty className="px-3 py-8 text-center text-muted">
                Nothing has this name.
              </Command.Empty>
              {groups.map((group) => (
                <Command.Group
                  key={group.heading}
                  heading={group.heading}
                  className="pb-1 [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
                >
                  {group.items.map((item) => (
                    <Command.Item
                      key={item.href + item.label}
                      value={`${item.label} ${item.hint ?? ""}\n${item.href}`}
                      keywords={item.keywords}
                      onSelect={() => {
                        setOpen(false);
                        router.push(item.href);
                      }}
                      className="flex h-9 cursor-default items-center gap-2.5 rounded-md px-2.5 data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:text-muted"
                    >
                      {item.icon}
                      <span className="min-w-0 grow truncate">{item.label}</span>
                      {item.hint ? <span className="truncate text-sm text-muted">{item.hint}</span> : null}
                    </Command.Item>
                  ))}
                </Command.Group>
              ))}
            </Command.List>
          </Command>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  );
}

/** By whole words of the label, hint and keywords; the address behind the line break only makes values unique. */
function score(value: string, search: string, keywords: string[] = []): number {
  const text = [value.split("\n", 1)[0], ...keywords].join(" ").toLowerCase();
  const typed = search.trim().toLowerCase();
  if (text.startsWith(typed)) return 1;
  const words = typed.split(/\s+/);
  if (words.every((word) => ` ${text}`.includes(` ${word}`))) return 0.8;
  return words.every((word) => text.includes(word)) ? 0.5 : 0;
}

/** Opens the page's `CommandMenu`. */
export function openCommandMenu(): void {
  window.dispatchEvent(new Event(openEvent));
}

/** A search-like button that opens the page's `CommandMenu`. */
export function CommandMenuButton({ className }: { className?: string }) {
  return (
    <button
      type="button"
      onClick={openCommandMenu}
      aria-keyshortcuts="Meta+K Control+K"
      className={cn(
        "flex h-8 w-full items-center gap-2 rounded-lg border border-line-strong bg-surface px-2.5 text-muted transition-colors hover:bg-hover",
        className,
      )}
    >
      <Search aria-hidden className="size-4" />
      <span className="grow text-left">Go to</span>
      <kbd aria-hidden className="font-sans text-xs">
        ⌘K
      </kbd>
    </button>
  );
}
