/** What a dialog or sheet lies on. */
export const scrimClass = "fixed inset-0 z-50 animate-appear bg-scrim";

/** What floats: menus, popovers, lists. */
export const floatClass = "z-60 animate-pop rounded-lg bg-raised text-ink shadow-float outline-none";

/** One line of a menu. */
export const menuItemClass = [
  "relative flex min-h-8 cursor-default items-center gap-2 rounded-md px-2 py-1.5 text-left outline-none select-none max-sm:min-h-10",
  "data-highlighted:bg-hover data-disabled:pointer-events-none data-disabled:text-muted data-disabled:opacity-60",
  "[&_svg]:size-4 [&_svg]:shrink-0",
].join(" ");
