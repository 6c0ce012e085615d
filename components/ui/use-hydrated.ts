import { useSyncExternalStore } from "react";

const never = () => () => {};

/** Whether the page's script is in charge: false in what the server sent, until React has taken over. */
export function useHydrated(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}
