import { useRef } from "react";

/** What opened a dialog: where it was chosen in a menu, which is gone by now, the button of the menu. */
function openerOf(element: Element | null): HTMLElement | null {
  const id = element?.closest('[role="menu"]')?.getAttribute("aria-labelledby");
  const opener = id ? document.getElementById(id) : element;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}

/** For a dialog without a trigger of its own: gives the focus back to what had it when the dialog opened. */
export function useReturnFocus() {
  const opener = useRef<HTMLElement | null>(null);
  return {
    remember: () => {
      opener.current = openerOf(document.activeElement);
    },
    onCloseAutoFocus: (event: Event) => {
      const { current } = opener;
      opener.current = null;
      if (!current?.isConnected) return;
      // Radix would look for its own trigger, and leave the focus nowhere.
      event.preventDefault();
      current.focus();
    },
  };
}
