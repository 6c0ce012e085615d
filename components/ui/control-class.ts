/** The looks that every text-like control shares: input, textarea, select, combobox. */
export const controlClass = [
  "w-full min-w-0 rounded-lg border border-control bg-surface px-3 text-base text-ink max-sm:text-lg",
  "transition-colors hover:border-muted focus-visible:outline-offset-0",
  "disabled:bg-sunken disabled:text-muted disabled:border-line-strong disabled:cursor-not-allowed",
  "[&[readonly]]:bg-sunken",
  "aria-invalid:border-danger",
].join(" ");
