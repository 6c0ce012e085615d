import { cn } from "#components/ui/cn.ts";

/** Bellwire's mark: a bell on a wire that runs through it. The bell is brass, the wire the text's colour. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <path
        d="M1.5 3h6c1.8 0 2.6 1.5 4.5 1.5S14.7 3 16.5 3h6"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
      <path
        d="M12 4.5c-4 0-6.3 2.7-6.3 6.5 0 3.3-.8 4.8-2 6-.6.6-.2 1.6.7 1.6h15.2c.9 0 1.3-1 .7-1.6-1.2-1.2-2-2.7-2-6 0-3.8-2.3-6.5-6.3-6.5Z"
        fill="var(--accent)"
      />
      <path d="M9.4 20.3a2.65 2.65 0 0 0 5.2 0Z" fill="var(--accent)" />
    </svg>
  );
}

/** The mark and the name. */
export function BrandName({ className }: { className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-2 font-semibold tracking-tight", className)}>
      <BrandMark className="size-5.5" />
      Bellwire
    </span>
  );
}
