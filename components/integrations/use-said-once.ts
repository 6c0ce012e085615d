"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useEffect } from "react";

/**
 * Takes the code of how connecting ended out of the address once it is told, so that a reload does not tell it again. What
 * the page was given stays, and with it the words. `keep` is written instead, where the page depends on it.
 */
export function useSaidOnce(keep: Readonly<Record<string, string>> = {}): void {
  const params = useSearchParams();
  const pathname = usePathname();
  const next = new URLSearchParams(params);
  next.delete("result");
  for (const [name, value] of Object.entries(keep)) next.set(name, value);
  const query = next.toString();
  const address = params.has("result") ? (query ? `${pathname}?${query}` : pathname) : null;
  useEffect(() => {
    if (address === null) return;
    // After the router has taken over the history, so that it knows of the change.
    const timer = setTimeout(() => window.history.replaceState(null, "", address));
    return () => clearTimeout(timer);
  }, [address]);
}
