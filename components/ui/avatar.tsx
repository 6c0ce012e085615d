import { cn } from "#components/ui/cn.ts";

interface AvatarProps {
  /** A person's full name, or a project's. */
  name: string;
  /** `square` for organizations, projects and programs. */
  shape?: "round" | "square";
  size?: "sm" | "md";
  className?: string;
}

function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s\-_.@]+/)
    .filter(Boolean);
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [words[0], last]
    .map((word) => Array.from(word ?? "")[0] ?? "")
    .join("")
    .toUpperCase();
}

/** The initials of a name; decoration, the name itself stands beside it. */
export function Avatar({ name, shape = "round", size = "md", className }: AvatarProps) {
  return (
    <span
      aria-hidden
      className={cn(
        "inline-flex shrink-0 items-center justify-center border border-line-strong bg-hover font-medium text-ink select-none",
        shape === "round" ? "rounded-full" : "rounded-md",
        size === "sm" ? "size-5 text-[0.5625rem]" : "size-7 text-xs",
        className,
      )}
    >
      {initials(name)}
    </span>
  );
}
