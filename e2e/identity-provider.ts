import { Events, OAuth2Server } from "oauth2-mock-server";
import { freePort } from "./free-port.ts";

/** A stand-in for a company's identity provider, with real keys and tokens; it says what the test tells it to. */
export async function startIdentityProvider() {
  const server = new OAuth2Server();
  await server.issuer.keys.generate("RS256");
  await server.start(await freePort(), "localhost");
  const url = server.issuer.url ?? "";
  /** What its next tokens say besides what they must. */
  let claims: Record<string, unknown> = {};
  /** What its userinfo endpoint says. */
  let info: Record<string, unknown> = {};
  let down = false;
  server.service.on(Events.BeforeWellKnownOpenIdConfiguration, (response) => {
    if (down) response.statusCode = 503;
  });
  server.service.on(Events.BeforeTokenSigning, (token) => Object.assign(token.payload, claims));
  server.service.on(Events.BeforeUserinfo, (response) => {
    response.body = { ...info };
  });
  return {
    settings: {
      OIDC_ISSUER: url,
      OIDC_CLIENT_ID: "bellwire",
      OIDC_CLIENT_SECRET: "a secret of the test",
      OIDC_NAME: "Acme ID",
    },
    /** Who signs in there from now on. */
    says(next: Record<string, unknown>, userinfo: Record<string, unknown> = next) {
      claims = next;
      info = userinfo;
    },
    isDown(next: boolean) {
      down = next;
    },
    stop: () => server.stop(),
  };
}
