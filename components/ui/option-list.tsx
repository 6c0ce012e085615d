"use client";

import { Command } from "cmdk";
import { Check, CircleAlert } from "lucide-react";
import type { MouseEvent, ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/cn.ts";
import { Spinner } from "#components/ui/spinner.tsx";

/** One choice in a list one searches. */
export interface ListOption {
  value: string;
  label: string;
  /** Quieter, at the right. */
  hint?: string;
  /** A quieter second line. */
  description?: string;
  icon?: ReactNode;
  /** The heading it stands under. */
  group?: string;
  disabled?: boolean;
  /** Further words it is found by. */
  keywords?: string[];
}

interface OptionItemsProps<TOption extends ListOption> {
  options: readonly TOption[];
  isChosen: (option: TOption) => boolean;
  onSelect: (option: TOption) => void;
  /** Draws a box instead of a tick, where several may be chosen. */
  multiple?: boolean;
  mono?: boolean;
}

/** On an item's `onMouseDown`: the focus stays where one types, so that one can type on. */
export const keepInputFocus = (event: MouseEvent) => event.preventDefault();

/** The items of a cmdk list, under their headings in the order in which they come. */
export function OptionItems<TOption extends ListOption>({ options, ...rest }: OptionItemsProps<TOption>) {
  const groups = Map.groupBy(options, (option) => option.group ?? "");
  return [...groups].map(([heading, items]) => (
    <Command.Group
      key={heading}
      heading={heading || undefined}
      className="[&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted"
    >
      {items.map((option) => (
        <OptionItem key={option.value} option={option} {...rest} />
      ))}
    </Command.Group>
  ));
}

interface OptionItemProps<TOption extends ListOption> extends Omit<OptionItemsProps<TOption>, "options"> {
  option: TOption;
}

function OptionItem<TOption extends ListOption>({
  option,
  isChosen,
  onSelect,
  multiple = false,
  mono = false,
}: OptionItemProps<TOption>) {
  const chosen = isChosen(option);
  return (
    <Command.Item
      value={option.value}
      keywords={[option.label, ...(option.keywords ?? [])]}
      disabled={option.disabled}
      onMouseDown={keepInputFocus}
      onSelect={() => onSelect(option)}
      className="flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1.5 select-none data-[disabled=true]:text-muted data-[disabled=true]:opacity-60 data-[selected=true]:bg-hover max-sm:min-h-10 [&_svg]:size-4 [&_svg]:shrink-0"
    >
      {multiple ? (
        <span
          aria-hidden
          className={cn(
            "flex size-4 shrink-0 items-center justify-center rounded-sm border",
            chosen ? "border-ink bg-ink text-canvas" : "border-control bg-surface",
          )}
        >
          {chosen ? <Check className="size-3! stroke-3" /> : null}
        </span>
      ) : null}
      {option.icon ? <span className="text-muted">{option.icon}</span> : null}
      <span className="flex min-w-0 grow flex-col">
        <span className={cn("truncate", mono && "font-mono text-sm")}>{option.label}</span>
        {option.description ? <span className="text-xs text-muted">{option.description}</span> : null}
      </span>
      {option.hint ? <span className="shrink-0 text-xs text-muted">{option.hint}</span> : null}
      {chosen ? <span className="sr-only">chosen</span> : null}
      {multiple ? null : <Check aria-hidden className={chosen ? "" : "invisible"} />}
    </Command.Item>
  );
}

/** Stands in a list that is on its way. */
export function ListLoading() {
  return (
    <Command.Loading>
      <div className="flex items-center gap-2 px-2 py-3 text-muted">
        <Spinner />
        Searching
      </div>
    </Command.Loading>
  );
}

/** Stands in a list that could not be fetched. */
export function ListProblem({ children, onRetry }: { children: ReactNode; onRetry: () => void }) {
  return (
    <div role="alert" className="flex flex-col items-start gap-2 px-2 py-3">
      <p className="flex items-start gap-2">
        <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />
        {children}
      </p>
      <Button size="sm" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
