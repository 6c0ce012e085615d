/** The bucket that counts the callbacks of one address. */
export const callbackBucket = (ipAddress: string) => `slack-callback:${ipAddress}`;
