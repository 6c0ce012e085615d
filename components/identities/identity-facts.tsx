import type { Identity } from "#components/identities/types.ts";
import { Card } from "#components/ui/card.tsx";
import { Code } from "#components/ui/code.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { ExactTime, RelativeTime } from "#components/ui/time.tsx";
import { durationInWords } from "#server/events/types/access-request.ts";

/** What is known of an identity. */
export function IdentityFacts({ identity }: { identity: Identity }) {
  const { clientId, loginUrl, lastUsedAt, lastUsedFrom } = identity;
  return (
    <Card title="Login">
      <DescriptionList
        items={[
          {
            term: "Client id",
            value: (
              <Code copy={clientId} copyLabel="Copy client id">
                {clientId}
              </Code>
            ),
          },
          {
            term: "Login address",
            value: (
              <Code copy={loginUrl} copyLabel="Copy login address">
                {loginUrl}
              </Code>
            ),
          },
          { term: "May log in from", value: <Networks networks={identity.clientSecretNetworks} /> },
          { term: "May use tokens from", value: <Networks networks={identity.accessTokenNetworks} /> },
          { term: "Access tokens", value: tokenWords(identity) },
          {
            term: "Last used",
            value: lastUsedAt ? (
              <span>
                <RelativeTime date={lastUsedAt} />
                {lastUsedFrom ? (
                  <>
                    {" "}
                    from <Code plain>{lastUsedFrom}</Code>
                  </>
                ) : null}
              </span>
            ) : (
              "Not yet"
            ),
          },
          {
            term: "Added",
            value: (
              <span>
                <ExactTime date={identity.createdAt} /> by {identity.createdBy}
              </span>
            ),
          },
        ]}
      />
    </Card>
  );
}

function Networks({ networks }: { networks: readonly string[] }) {
  if (networks.length === 0) return "Any network";
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-1">
      {networks.map((network) => (
        <li key={network}>
          <Code>{network}</Code>
        </li>
      ))}
    </ul>
  );
}

function tokenWords(identity: Identity): string {
  const { accessTokenSeconds, accessTokenMaxSeconds, accessTokenUsesMax: uses } = identity;
  const life = `Last ${durationInWords(accessTokenSeconds)}, renewable up to ${durationInWords(accessTokenMaxSeconds)}`;
  if (uses === null) return life;
  return `${life}, for ${uses === 1 ? "one request" : `${uses.toLocaleString("en")} requests`} each`;
}
