import type { Refused } from "#server/egress/outcome.ts";

const NOT_PUBLIC =
  "Use an address on the public internet, or ask the operator to add the host to EGRESS_ALLOW.";

// What a refusal says of the host (or header, method) it names. A name's addresses are never told: they may come
// from a name service that only this machine can ask.
const SENTENCES = {
  "url-malformed": () =>
    "This is not a full web address: write it like https://hooks.example.com/path, without spaces, line breaks or backslashes.",
  "url-too-long": () => "The address is longer than 8,192 characters: shorten it.",
  "scheme-not-allowed": () => "Only http and https addresses can be called: begin it with https://.",
  "credentials-in-url": () =>
    "The address carries a user name or password before an @: leave them out and send an Authorization header instead.",
  "port-not-allowed": (subject) =>
    `Port ${subject} is not among 80, 443, 8080 and 8443: use one of them, or ask the operator to add host:port to EGRESS_ALLOW.`,
  "host-malformed": (subject) => `${subject} is not a host name: check how it is spelled.`,
  "host-encoded": (subject) => `The host is written in a roundabout way: write it plainly, as ${subject}.`,
  "host-not-public": (subject) => `${subject} is a name of a private network. ${NOT_PUBLIC}`,
  "address-malformed": (subject) =>
    `The name service answered for ${subject} with something that is no address.`,
  "address-zoned": (subject) => `${subject} is bound to one network card by a zone. ${NOT_PUBLIC}`,
  "address-unspecified": (subject) =>
    `${subject} leads to the unspecified network (0.0.0.0 or ::). ${NOT_PUBLIC}`,
  "address-loopback": (subject) => `${subject} leads to the machine Bellwire itself runs on. ${NOT_PUBLIC}`,
  "address-private": (subject) => `${subject} leads into a private network. ${NOT_PUBLIC}`,
  "address-shared": (subject) =>
    `${subject} leads into a provider’s shared network (100.64.0.0/10). ${NOT_PUBLIC}`,
  "address-link-local": (subject) => `${subject} leads to the machine’s own network link. ${NOT_PUBLIC}`,
  "address-metadata": (subject) =>
    `${subject} leads to a cloud provider’s metadata service, which hands out credentials. Use another host.`,
  "address-multicast": (subject) =>
    `${subject} leads to many machines at once (multicast). Use one host’s address.`,
  "address-broadcast": (subject) =>
    `${subject} leads to every machine at once (broadcast). Use one host’s address.`,
  "address-documentation": (subject) =>
    `${subject} leads to a network that exists only in documentation. Use the real host.`,
  "address-benchmarking": (subject) =>
    `${subject} leads to a network reserved for measurements. ${NOT_PUBLIC}`,
  "address-embedded": (subject) =>
    `${subject} leads to an IPv6 address that hides an IPv4 address. Use the IPv4 address or name itself.`,
  "address-reserved": (subject) =>
    `${subject} leads to a network reserved for special purposes. ${NOT_PUBLIC}`,
  "method-not-allowed": (subject) =>
    `The method ${subject} cannot be used: choose GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.`,
  "header-malformed": (subject) =>
    `The header ${subject} has characters that headers cannot have, such as a line break: remove them.`,
  "header-not-allowed": (subject) => `Leave out the header ${subject}: it is written by Bellwire itself.`,
  "header-duplicate": (subject) => `The header ${subject} is given twice: leave one of them out.`,
  "headers-too-large": () =>
    "The headers are more than 100 or larger than 16 KiB: send fewer or shorter ones.",
} as const satisfies Record<string, (subject: string) => string>;

/** Why a request was refused; stable codes, in the order of what is looked at. */
export type EgressRule = keyof typeof SENTENCES;

/** A refusal by a rule, about a host, header or method that its sentence names (cut to what fits a sentence). */
export function refused(rule: EgressRule, subject = ""): Refused {
  const short = subject.length > 100 ? `${subject.slice(0, 100)}…` : subject;
  return { kind: "refused", rule, sentence: SENTENCES[rule](short) };
}
