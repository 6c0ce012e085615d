import type { EgressRule } from "#server/egress/rules.ts";

/** The other side answered, whatever it said: a 3xx is an answer too, for no redirect is ever followed. */
export type Answered = {
  kind: "answered";
  status: number;
  /** Names in lower case; several of one name are joined with a comma, `set-cookie` with a line break. */
  headers: Record<string, string>;
  /** As it came, never decompressed; `content-encoding` says if a server compressed it unasked. */
  body: Uint8Array;
  /** The body went on past the limit; what is here is its beginning. */
  truncated: boolean;
};

/** We did not send it: which rule stands against it, and a sentence for the person who can mend it. */
export type Refused = { kind: "refused"; rule: EgressRule; sentence: string };

/**
 * It did not work out there. `before-write`: not a byte of the request left, so it may be sent again at will.
 * `after-write`: it may have been received and acted upon, though no complete answer came.
 */
export type Failed = {
  kind: "failed";
  stage: "before-write" | "after-write";
  reason: FailureReason;
  sentence: string;
};

/** What one guarded request came to; nothing is thrown. */
export type EgressOutcome = Answered | Refused | Failed;

/** The address may be used; `url` is how it will be requested. */
export type Allowed = { kind: "allowed"; url: string };

const SENTENCES = {
  "name-not-found": "The name has no address: check how the host is spelled.",
  "name-lookup-failed": "The name could not be looked up: the name service did not answer.",
  "connection-refused": "The host refused the connection: check the port, and that the service runs.",
  unreachable: "The host could not be reached from here.",
  tls: "No secure connection could be made: check the certificate, its names and its end date.",
  "proxy-refused": "The proxy of this instance refused the request: an operator must look at it.",
  "proxy-failed": "The proxy of this instance could not be reached: an operator must look at EGRESS_PROXY.",
  "connect-timeout": "The host did not accept a connection in time.",
  "headers-timeout": "The host took the request but did not begin an answer in time.",
  "body-timeout": "The host began an answer but did not end it in time.",
  timeout: "The time for the whole request was over before the answer was complete.",
  cancelled: "The request was called off here.",
  "connection-cut": "The connection was cut before the answer was complete.",
  "headers-too-large": "The answer’s headers were larger than accepted.",
  "not-http": "What came back was not an HTTP answer.",
} as const satisfies Record<string, string>;

/** Why a request failed; stable codes. */
export type FailureReason = keyof typeof SENTENCES;

/** A failure with its sentence. */
export function failed(stage: Failed["stage"], reason: FailureReason): Failed {
  return { kind: "failed", stage, reason, sentence: SENTENCES[reason] };
}
