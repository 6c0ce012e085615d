import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { type Tone, toneLooks } from "#components/ui/tone.ts";

interface StatusBadgeProps {
  tone: Tone;
  /** The word: "Sent", "Waiting", "Needs attention". */
  children: ReactNode;
  /** Another icon than the tone's. */
  icon?: ReactNode;
  /** `text` drops the soft ground, for dense tables. */
  look?: "soft" | "text";
  className?: string;
}

/** How something stands: always an icon and a word, never colour alone. */
export function StatusBadge({ tone, children, icon, look = "soft", className }: StatusBadgeProps) {
  const { icon: Icon, text, soft } = toneLooks[tone];
  return (
    <span
      className={cn(
        "inline-flex max-w-full items-center gap-1.5 text-xs font-medium whitespace-nowrap [&_svg]:size-3.5 [&_svg]:shrink-0",
        text,
        look === "soft" && ["h-5.5 rounded-md pr-2 pl-1.5", soft],
        className,
      )}
    >
      {icon ?? <Icon aria-hidden />}
      {children}
    </span>
  );
}
