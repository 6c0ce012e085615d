import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

/** The addresses of this machine as they are now, public ones too. */
export const machineAddresses = (): string[] =>
  Object.values(networkInterfaces())
    .flat()
    .flatMap((one) => (one ? [one.address] : []));

/** Whether an address is among these, however either is written. What is no address is none of them. */
export function isAmong(own: readonly string[], address: string): boolean {
  const wanted = plain(address);
  return wanted !== null && own.some((one) => plain(one) === wanted);
}

function plain(address: string): string | null {
  const bare = address.replace(/%.*$/, "");
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toNormalizedString() : null;
}
