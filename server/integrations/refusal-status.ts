import type { ConnectOutcome } from "#server/integrations/connect-outcomes.ts";

const statuses: Partial<Record<ConnectOutcome, number>> = {
  state_missing: 400,
  state_forged: 400,
  state_expired: 400,
  state_replayed: 400,
  code_missing: 400,
  signed_out: 401,
  plan: 402,
  other_browser: 403,
  other_person: 403,
  not_member: 403,
  no_permission: 403,
  enterprise_install: 403,
  too_many: 429,
};

/**
 * The HTTP status of a connection that we refused; null where it was made, or where Slack or the person ended it: the
 * browser is then led on with a redirect.
 */
export function refusalStatus(outcome: ConnectOutcome): number | null {
  return statuses[outcome] ?? null;
}
