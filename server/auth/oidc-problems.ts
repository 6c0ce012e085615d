import type { OidcRefusal } from "#server/auth/oidc-rules.ts";

const sentences = {
  "oidc-unverified": (name) =>
    `${name} does not say that your e-mail address is verified. Have it verified there, then try again.`,
  "oidc-no-account": () =>
    "There is no account with your e-mail address, and no open invitation for it. Ask an owner or admin of your organization to invite you.",
  "oidc-disabled": () => "Your account is disabled. Ask an instance admin to enable it.",
  "oidc-other-login": (name) =>
    `The account with your e-mail address is connected with another login at ${name}. Use that one, or ask an instance admin.`,
  "oidc-unvouched": (name) =>
    `The account with your e-mail address was given that address by its owner, so it is not connected by itself. If it is yours, sign in with its password, then connect ${name} under Security.`,
  "oidc-other-person": (name) =>
    `That login at ${name} belongs to somebody else here. Sign out there first, then connect yours.`,
  "oidc-other-email": (name) =>
    `The e-mail address at ${name} is not the one you sign in with here. Make them the same, then connect again.`,
} satisfies Record<OidcRefusal, (name: string) => string>;

/** What next-auth itself says when the way to the identity provider or back fails. */
const unreachable = new Set(["OAuthSignin", "Configuration"]);

/**
 * The sentence for an `error` of the sign-in page's address. Only known codes have one of their own: what a link says
 * is never repeated. Null for none.
 */
export function oidcProblem(code: unknown, name: string): string | null {
  if (typeof code !== "string" || code === "") return null;
  const sentence = Object.entries(sentences).find(([known]) => known === code)?.[1];
  if (sentence) return capital(sentence(name));
  if (unreachable.has(code)) {
    return `${capital(name)} could not be reached. Try again, and tell your instance admin if it stays.`;
  }
  return `Signing in with ${name} was not finished. Try again from here.`;
}

// The provider's name may be common words and begin the sentence.
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
