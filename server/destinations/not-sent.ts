import type { Sent } from "#server/destinations/destination-kind.ts";

/** What a kind answers where its request may not leave any more. */
export const notSent: Sent = {
  outcome: {
    kind: "retry",
    code: "not_sent",
    sentence: "This process was held up before the request left, so nothing was sent. It is tried again.",
    remedy: "none",
    isTry: false,
  },
  request: {},
  response: null,
  httpStatus: null,
  receipt: null,
};

/** What a request ends as that a fault of ours kept from leaving. It counts as a try, so that it is not tried for ever. */
export const failedBefore: Sent = {
  ...notSent,
  outcome: {
    kind: "retry",
    code: "failed_before",
    sentence:
      "Something failed here before the request left, so nothing was sent. It is tried again; the log says what failed.",
    remedy: "none",
    isTry: true,
  },
};
