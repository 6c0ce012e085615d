"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { filterValue } from "#components/ui/id-filter.ts";

/** A list's filter and page, which stand in the URL. Changing a filter goes back to the first page. */
export function useUrlFilters() {
  const params = useSearchParams();
  const pathname = usePathname();
  const router = useRouter();
  const read = useCallback((name: string) => filterValue(name, params.get(name) ?? undefined), [params]);

  const hrefWith = useCallback(
    (changes: Readonly<Record<string, string | undefined>>) => {
      const next = new URLSearchParams(params);
      next.delete("before");
      next.delete("after");
      for (const [name, value] of Object.entries(changes)) {
        if (value) next.set(name, value);
        else next.delete(name);
      }
      const query = next.toString();
      return query ? `${pathname}?${query}` : pathname;
    },
    [params, pathname],
  );

  const set = useCallback(
    (changes: Readonly<Record<string, string | undefined>>) =>
      router.replace(hrefWith(changes), { scroll: false }),
    [router, hrefWith],
  );

  const names = [...params.keys()].filter((name) => name !== "before" && name !== "after");
  return { read, set, hrefWith, filtered: names.length > 0, clearHref: pathname };
}
