/** Text for `contains` and `startsWith` that means itself: Prisma hands `%`, `_` and `\` to LIKE as they are. Pure. */
export const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, "\\$&");
