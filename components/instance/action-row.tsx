import type { ReactNode } from "react";

interface ActionRowProps {
  title: string;
  /** What it does; or, where it cannot be done, why not. */
  children: ReactNode;
  /** The button; left out where it cannot be done. */
  action?: ReactNode;
}

/** One thing that can be done, with what comes of it; stands in a flush card. */
export function ActionRow({ title, children, action }: ActionRowProps) {
  return (
    <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-2 border-b px-4 py-3 last:border-b-0">
      <div className="min-w-0 flex-1 basis-72">
        <p className="font-medium">{title}</p>
        <p className="text-muted">{children}</p>
      </div>
      {action}
    </div>
  );
}
