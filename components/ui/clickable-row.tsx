"use client";

import { useRouter } from "next/navigation";
import type { ComponentProps, MouseEvent } from "react";

interface ClickableRowProps extends ComponentProps<"tr"> {
  href: string;
}

const interactive =
  "a, button, input, select, textarea, label, summary, [role='menuitem'], [role='checkbox']";

/** A table row that opens its page from anywhere in it; the real link stands in its primary cell. */
export function ClickableRow({ href, children, ...props }: ClickableRowProps) {
  const router = useRouter();
  const open = (event: MouseEvent<HTMLTableRowElement>) => {
    const { target, currentTarget } = event;
    // Events also bubble here from portals (a menu opened in a cell), which are not part of the row.
    if (!(target instanceof Element) || !currentTarget.contains(target) || target.closest(interactive))
      return;
    if (window.getSelection()?.isCollapsed === false) return;
    if (event.metaKey || event.ctrlKey) window.open(href, "_blank", "noopener");
    else router.push(href);
  };
  return (
    // The keyboard uses the link in the primary cell.
    <tr {...props} onClick={open}>
      {children}
    </tr>
  );
}
