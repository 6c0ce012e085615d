import { expect, test } from "vitest";
import {
  connectOutcomes,
  outcomeOfAuthorizeError,
  outcomeOfExchangeError,
  readConnectOutcome,
} from "#server/integrations/connect-outcomes.ts";

test.each(Object.entries(connectOutcomes))("%s has a title and sentences", (_code, { title, sentence }) => {
  expect(title).toMatch(/^[A-Z]/);
  expect(sentence).toMatch(/^[A-Z].*\.$/s);
  expect(`${title} ${sentence}`).not.toMatch(/!|oops/i);
});

// The names that Slack documents for oauth.v2.access (fact sheet 2.2).
test.each([
  "invalid_client_id",
  "bad_client_secret",
  "invalid_code",
  "bad_redirect_uri",
  "oauth_authorization_url_mismatch",
  "no_scopes",
  "cannot_install_an_org_installed_app",
  "invalid_code_verifier",
  "pkce_not_allowed",
  "preview_feature_not_available",
  "user_email_unverified",
])("the exchange's error %s has an outcome of its own", (error) => {
  expect(outcomeOfExchangeError(error)).not.toBe("exchange_other");
});

test("what nobody documented has an outcome too, and an object's own names are no errors", () => {
  expect(outcomeOfExchangeError("toString")).toBe("exchange_other");
  expect(outcomeOfAuthorizeError("constructor")).toBe("authorize_other");
});

test("only codes of ours become text", () => {
  expect(readConnectOutcome("denied")).toBe(connectOutcomes.denied);
  for (const code of [null, undefined, "", "toString", "__proto__", "<b>"]) {
    expect(readConnectOutcome(code)).toBeNull();
  }
});
