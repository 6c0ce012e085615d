import { cn } from "#components/ui/cn.ts";

/** Bellwire's mark: a bell on a wire that runs through it. The bell is brass, the wire the text's colour. */
export function BrandMark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 24 24" fill="none" aria-hidden="true" className={cn("size-6 shrink-0", className)}>
      <path
        d="M12 5.5c-3.2 0-5.1 2.2-5.1 5.3 0 2.9-.7 4.2-1.7 5.2-.4.4-.1 1.1.5 1.1h12.6c.6 0 .9-.7.5-1.1-1-1-1.7-2.3-1.7-5.2 0-3.1-1.9-5.3-5.1-5.3Z"
        fill="var(--accent)"
      />
      <path d="M10 19.2a2.1 2.1 0 0 0 4 0Z" fill="var(--accent)" />
      <path
        d="M1.5 3.5h6.2c1.6 0 2.7.8 4.3.8s2.7-.8 4.3-.8h6.2"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
      />
      <path d="M12 4.3v1.6" stroke="currentColor" strokeWidth="1.6" />
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
