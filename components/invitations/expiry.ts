/** For how long a link may work, as a form offers it. */
export const expiryOptions = [
  { value: "1", label: "1 day" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
] as const;

export const expiryChoices = ["1", "7", "30"] as const;
export type ExpiryChoice = (typeof expiryChoices)[number];
export const defaultExpiry: ExpiryChoice = "7";

const days = { "1": 1, "7": 7, "30": 30 } as const;

/** The days behind a choice. */
export const daysOf = (choice: ExpiryChoice) => days[choice];
