"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";

/** After a change of people, projects or organizations: everything on the page, and the switcher, is asked for anew. */
export function useRefresh(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries(), [client]);
}
