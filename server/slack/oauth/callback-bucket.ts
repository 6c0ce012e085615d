import { networkOf } from "#server/client-address.ts";

/** What the buckets of all callbacks begin with. */
export const callbackBucketPrefix = "slack-callback:";

/** The bucket that counts the callbacks of one address, or of one network where a host has many. */
export const callbackBucket = (ipAddress: string) => `${callbackBucketPrefix}${networkOf(ipAddress)}`;
