import { expect, it } from "vitest";
import { WITHHELD, withoutSecrets } from "#server/audit/without-secrets.ts";

it("withholds every known secret field, however deep, and arrays of them", () => {
  const names = [
    ...[
      "password",
      "newPassword",
      "token",
      "accessToken",
      "botToken",
      "clientSecret",
      "signingSecret",
      "secret",
    ],
    ...["passwordHash", "tokenHash", "secretHash", "codeHash", "stateHash", "tokenEnc", "clientSecretEnc"],
    ...["totpSecretEnc", "privateKey", "cookie", "authorization", "recoveryCodes", "apiKey"],
  ];
  for (const name of names) {
    expect(withoutSecrets({ a: [{ [name]: "s3cret" }] })).toEqual({ a: [{ [name]: WITHHELD }] });
  }
  expect(withoutSecrets({ recoveryCodes: ["a", "b"] })).toEqual({ recoveryCodes: WITHHELD });
});

it("keeps what only tells of secrets", () => {
  const told = {
    hasSigningSecret: true,
    secretPath: "/payments/stripe",
    accessTokenSeconds: 3_600,
    clientSecretNetworks: ["10.0.0.0/8"],
    secret: { path: "/a", key: "B" },
    secrets: ["DB_URL"],
    code: "channel_not_found",
    tokens: 3,
    frequency: "daily",
  };
  expect(withoutSecrets(told)).toEqual(told);
});
