import type { ReactNode } from "react";
import { cn } from "#components/ui/cn.ts";

interface DescriptionListProps {
  items: readonly { term: ReactNode; value: ReactNode; key?: string }[];
  /** `stacked` puts the value below the term, in up to three columns. */
  look?: "rows" | "stacked";
  className?: string;
}

/** What is known about one thing: terms and values. An empty value shows a dash. */
export function DescriptionList({ items, look = "rows", className }: DescriptionListProps) {
  return (
    <dl
      className={cn(
        look === "rows" ? "divide-y divide-line" : "grid gap-x-8 gap-y-4 sm:grid-cols-2 lg:grid-cols-3",
        className,
      )}
    >
      {items.map((item, index) => (
        <div
          key={item.key ?? (typeof item.term === "string" ? item.term : index)}
          className={cn(
            "min-w-0",
            look === "rows" && "grid gap-x-6 gap-y-0.5 py-2.5 first:pt-0 last:pb-0 sm:grid-cols-[11rem_1fr]",
          )}
        >
          <dt className="text-muted">{item.term}</dt>
          <dd className={cn("min-w-0 break-words", look === "stacked" && "mt-0.5")}>
            {item.value ?? <span className="text-muted">–</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
