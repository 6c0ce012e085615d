import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";
import { type Tone, toneLooks } from "#components/ui/tone.ts";

interface CalloutProps {
  tone: Exclude<Tone, "waiting">;
  title?: ReactNode;
  /** What happened, why, and what to do. */
  children?: ReactNode;
  /** The button that mends it. */
  action?: ReactNode;
  /** Read out at once; for what appears after an action. */
  live?: boolean;
  className?: string;
}

/** Something to know about what stands below it, with the step that helps. */
export function Callout({ tone, title, children, action, live = false, className }: CalloutProps) {
  const { icon: Icon, text, soft, edge } = toneLooks[tone];
  return (
    <div
      role={live ? "alert" : undefined}
      className={cn("flex items-start gap-2.5 rounded-lg border px-3 py-2.5", soft, edge, className)}
    >
      <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", text)} />
      <div className="flex min-w-0 grow flex-wrap items-center gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          {title ? <p className="font-medium text-ink">{title}</p> : null}
          {children ? <div className={cn(title ? "text-muted" : "text-ink")}>{children}</div> : null}
        </div>
        {action ? <div className="flex shrink-0 items-center gap-2">{action}</div> : null}
      </div>
    </div>
  );
}
