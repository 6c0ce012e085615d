"use client";

import { CircleAlert } from "lucide-react";
import { type KeyboardEvent, type Ref, useId, useState } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { cn } from "#components/ui/cn.ts";
import { controlClass } from "#components/ui/control-class.ts";
import { useFieldControl } from "#components/ui/field-context.ts";

interface TagInputProps {
  value: readonly string[];
  onChange: (values: string[]) => void;
  onBlur?: () => void;
  placeholder?: string;
  /** A sentence when a tag cannot be taken. */
  validate?: (tag: string) => string | undefined;
  /** Offered by the browser while writing. */
  suggestions?: readonly string[];
  mono?: boolean;
  disabled?: boolean;
  name?: string;
  id?: string;
  className?: string;
  "aria-label"?: string;
  ref?: Ref<HTMLInputElement>;
}

/** Several values one writes oneself: Enter or a comma adds, Backspace in an empty line takes the last away. */
export function TagInput({
  value,
  onChange,
  onBlur,
  placeholder,
  validate,
  suggestions,
  mono = true,
  disabled,
  name,
  className,
  ref,
  ...own
}: TagInputProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const listId = useId();
  const aria = useFieldControl(own);

  const add = (input: string) => {
    const wanted = input.split(/[,\n]/).map((tag) => tag.trim());
    const fresh = [...new Set(wanted)].filter((tag) => tag && !value.includes(tag));
    const wrong = fresh.find((tag) => validate?.(tag));
    const good = fresh.filter((tag) => !validate?.(tag));
    if (good.length > 0) onChange([...value, ...good]);
    setProblem(wrong ? validate?.(wrong) : undefined);
    setText(wrong ?? "");
  };

  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if ((event.key === "Enter" || event.key === ",") && text.trim()) {
      event.preventDefault();
      add(text);
    } else if (event.key === "Backspace" && text === "" && value.length > 0) {
      onChange(value.slice(0, -1));
    }
  };

  return (
    <div className={cn("flex flex-col gap-1.5", className)}>
      <div
        className={cn(
          controlClass,
          "flex min-h-8 flex-wrap items-center gap-1 py-0.75 pr-2 pl-1 max-sm:min-h-10",
          "has-[input:focus-visible]:outline-2 has-[input:focus-visible]:outline-ring",
          aria["aria-invalid"] && "border-danger",
          disabled && "border-line-strong bg-sunken",
        )}
      >
        {value.map((tag) => (
          <Chip
            key={tag}
            label={tag}
            mono={mono}
            onRemove={disabled ? undefined : () => onChange(value.filter((one) => one !== tag))}
          />
        ))}
        <input
          {...own}
          {...aria}
          ref={ref}
          value={text}
          disabled={disabled}
          list={suggestions ? listId : undefined}
          placeholder={value.length === 0 ? placeholder : undefined}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) =>
            event.target.value.includes(",") ? add(event.target.value) : setText(event.target.value)
          }
          onKeyDown={onKeyDown}
          onBlur={() => {
            if (text.trim()) add(text);
            onBlur?.();
          }}
          className={cn(
            "h-6 min-w-24 grow bg-transparent px-2 outline-none",
            mono && "font-mono text-sm max-sm:text-lg",
          )}
        />
      </div>
      {problem ? (
        <p role="alert" className="flex items-start gap-1.5 text-sm text-danger">
          <CircleAlert aria-hidden className="mt-0.75 size-3.5 shrink-0" />
          {problem}
        </p>
      ) : null}
      {suggestions ? (
        <datalist id={listId}>
          {suggestions.map((suggestion) => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      ) : null}
      {name ? value.map((tag) => <input key={tag} type="hidden" name={name} value={tag} />) : null}
    </div>
  );
}
