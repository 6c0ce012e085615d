/** Why somebody whom the identity provider sends is not let in; the sentences are in oidc-problems.ts. */
export type OidcRefusal =
  | "oidc-unverified"
  | "oidc-no-account"
  | "oidc-disabled"
  | "oidc-other-login"
  | "oidc-unvouched"
  | "oidc-other-person"
  | "oidc-other-email";

/** What is known when the identity provider has said who somebody is. */
export type OidcFacts = {
  /** The person this issuer and subject are connected with. */
  connected: { id: string; disabled: boolean } | null;
  /** The address the identity provider says is theirs and verified, and who has an account with it here. */
  email: string | null;
  owner: {
    id: string;
    disabled: boolean;
    /** Connected with another subject of this issuer already. */
    otherSubject: boolean;
    /** They changed the address themselves, so nobody vouches for it. */
    unvouched: boolean;
  } | null;
  invited: boolean;
  /** Who is signed in in this browser, and wants to connect their account. */
  signedIn: { id: string } | null;
};

/** What to do with them: let them in, connect the account with that address, make one, or refuse. */
export type OidcDecision =
  | { kind: "enter"; userId: string }
  | { kind: "connect"; userId: string }
  | { kind: "create"; email: string }
  | { kind: "refuse"; why: OidcRefusal };

/**
 * Who gets in through the identity provider. An account is connected by its verified address once, and known by issuer
 * and subject from then on, whatever its address becomes. An address that a person gave themselves would let them wait
 * for its true owner, so such an account is connected only by somebody who is signed in to it.
 */
export function decideOidc(facts: OidcFacts): OidcDecision {
  const { connected, email, owner, signedIn } = facts;
  if (connected) {
    if (connected.disabled) return refuse("oidc-disabled");
    if (signedIn && signedIn.id !== connected.id) return refuse("oidc-other-person");
    return { kind: "enter", userId: connected.id };
  }
  if (email === null) return refuse("oidc-unverified");
  if (signedIn && owner?.id !== signedIn.id) return refuse("oidc-other-email");
  if (!owner) return facts.invited ? { kind: "create", email } : refuse("oidc-no-account");
  if (owner.disabled) return refuse("oidc-disabled");
  if (owner.otherSubject) return refuse("oidc-other-login");
  if (owner.unvouched && !signedIn) return refuse("oidc-unvouched");
  return { kind: "connect", userId: owner.id };
}

const refuse = (why: OidcRefusal): OidcDecision => ({ kind: "refuse", why });
