"use client";

import { Command } from "cmdk";
import { ChevronsUpDown, Plus, X } from "lucide-react";
import { Popover as RadixPopover } from "radix-ui";
import { type ReactNode, type Ref, useState } from "react";
import { cn } from "#components/ui/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useFieldControl } from "#components/ui/field-context.ts";
import { type ListOption, ListLoading, ListProblem, OptionItems } from "#components/ui/option-list.tsx";
import { floatClass } from "#components/ui/overlay-class.ts";
import { useSearch } from "#components/ui/search-options.ts";

/** One thing to choose in a `Combobox`. */
export type ComboboxItem = ListOption;

interface ComboboxProps<TItem extends ComboboxItem> {
  value: TItem | null;
  onChange: (item: TItem | null) => void;
  onBlur?: () => void;
  /** All there is, searched here. */
  items?: readonly TItem[];
  /** Or asked of the server for each query. Keep the function stable (module level or `useCallback`). */
  search?: (query: string, signal: AbortSignal) => Promise<readonly TItem[]>;
  placeholder?: string;
  searchPlaceholder?: string;
  /** When nothing is found. */
  emptyText?: ReactNode;
  /** Makes an item of what was typed, where things outside the list may be chosen. */
  custom?: (query: string) => TItem | undefined;
  clearable?: boolean;
  disabled?: boolean;
  name?: string;
  id?: string;
  className?: string;
  "aria-label"?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** One of many, found by typing: a channel, a project, a person. */
export function Combobox<TItem extends ComboboxItem>({
  value,
  onChange,
  onBlur,
  items,
  search,
  placeholder = "Choose",
  searchPlaceholder = "Search",
  emptyText = "Nothing found.",
  custom,
  clearable = false,
  disabled,
  name,
  className,
  ref,
  ...own
}: ComboboxProps<TItem>) {
  const [open, setOpen] = useState(false);
  const [query, setQuery] = useState("");
  const aria = useFieldControl(own);
  const found = useSearch(search, query, open);
  const options = search ? found.items : (items ?? []);
  const made = query.trim() ? custom?.(query.trim()) : undefined;
  const offered = made && !options.some((option) => option.value === made.value) ? made : undefined;
  const ready = !search || found.status === "ready";

  const choose = (item: TItem | null) => {
    onChange(item);
    setOpen(false);
    setQuery("");
  };

  return (
    <RadixPopover.Root
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (next) return;
        setQuery("");
        onBlur?.();
      }}
    >
      <span className={cn("relative block w-full", className)}>
        <RadixPopover.Trigger
          {...own}
          {...aria}
          ref={ref}
          disabled={disabled}
          role="combobox"
          aria-expanded={open}
          className={cn(
            controlClass,
            "flex h-8 items-center justify-between gap-2 text-left max-sm:h-10",
            clearable && value && "pr-16",
          )}
        >
          {value ? (
            <span className="flex min-w-0 items-center gap-2 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted">
              {value.icon}
              <span className="truncate">{value.label}</span>
            </span>
          ) : (
            <span className="truncate text-muted">{placeholder}</span>
          )}
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
        </RadixPopover.Trigger>
        {clearable && value && !disabled ? (
          <button
            type="button"
            aria-label="Clear"
            onClick={() => choose(null)}
            className="absolute top-1/2 right-9 flex size-6 -translate-y-1/2 items-center justify-center rounded-md text-muted hover:bg-hover hover:text-ink"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        ) : null}
        {name ? <input type="hidden" name={name} value={value?.value ?? ""} /> : null}
      </span>
      <RadixPopover.Portal>
        <RadixPopover.Content
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className={cn(floatClass, "w-(--radix-popover-trigger-width) min-w-64 overflow-hidden")}
        >
          <Command shouldFilter={!search} label={searchPlaceholder}>
            <Command.Input
              value={query}
              onValueChange={setQuery}
              placeholder={searchPlaceholder}
              className="h-9 w-full border-b bg-transparent px-3 outline-none max-sm:h-11 max-sm:text-lg"
            />
            <Command.List className="max-h-72 overflow-y-auto p-1">
              {found.status === "failed" && search ? (
                <ListProblem onRetry={found.retry}>{found.problem}</ListProblem>
              ) : null}
              {search && found.status === "loading" && options.length === 0 ? <ListLoading /> : null}
              {ready && !offered ? (
                <Command.Empty className="px-2 py-3 text-muted">{emptyText}</Command.Empty>
              ) : null}
              <OptionItems
                options={options}
                isChosen={(option) => option.value === value?.value}
                onSelect={choose}
              />
              {offered ? (
                <Command.Group forceMount>
                  <Command.Item
                    forceMount
                    value={`custom ${offered.value}`}
                    onSelect={() => choose(offered)}
                    className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1.5 data-[selected=true]:bg-hover"
                  >
                    <Plus aria-hidden className="size-4 text-muted" />
                    <span className="truncate">Use “{offered.label}”</span>
                  </Command.Item>
                </Command.Group>
              ) : null}
            </Command.List>
          </Command>
        </RadixPopover.Content>
      </RadixPopover.Portal>
    </RadixPopover.Root>
  );
}
