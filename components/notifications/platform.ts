/** What can be chosen under Add; stands in the URL. */
const platforms = ["slack", "slack-webhook"] as const;
export type Platform = (typeof platforms)[number];

/** The platform that a URL names, or null where it names none. */
export function platformOf(value: string | string[] | undefined): Platform | null {
  return platforms.find((platform) => platform === value) ?? null;
}
