/** How long a session lasts without being ended, in seconds. */
export const sessionMaxAgeSeconds = 14 * 86_400;
