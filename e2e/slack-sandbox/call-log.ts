/** One call of the Web API as a test wants to see it: never the token. */
export type Call = {
  at: string;
  method: string;
  status: number | null;
  ok: boolean;
  error: string | null;
  channel: string | null;
  team: string | null;
  appId: string | null;
  fault: string | null;
};

/** The log of API calls, kept in memory. */
export type CallLog = ReturnType<typeof createCallLog>;

const KEPT = 5000;

/** Makes an empty log that forgets its oldest calls beyond a few thousand. */
export function createCallLog() {
  const calls: Call[] = [];
  return {
    add(call: Call): void {
      calls.push(call);
      if (calls.length > KEPT) calls.splice(0, calls.length - KEPT);
    },
    list: (method?: string): Call[] => (method ? calls.filter((call) => call.method === method) : [...calls]),
    clear(): void {
      calls.length = 0;
    },
  };
}
