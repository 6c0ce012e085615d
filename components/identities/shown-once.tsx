"use client";

import type { Identity } from "#components/identities/types.ts";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code-block.tsx";
import { useHeldOpen } from "#components/ui/dialog.tsx";

interface ShownOnceProps {
  identity: Pick<Identity, "clientId" | "loginUrl">;
  secret: string;
  onDone: () => void;
}

/** A new client secret with its client id, and a login to try at once. */
export function ShownOnce({ identity, secret, onDone }: ShownOnceProps) {
  useHeldOpen();
  const { clientId, loginUrl } = identity;
  return (
    <div className="flex flex-col gap-4">
      <CodeBlock title="Client secret" code={secret} wrap />
      <CodeBlock title="Client id" code={clientId} wrap />
      <CodeBlock title="Log in from a shell" code={loginCommand(loginUrl, clientId, secret)} />
      <p className="text-sm text-muted">
        The answer holds an <code className="font-mono">accessToken</code>. The program sends it with every
        request as <code className="font-mono">Authorization: Bearer …</code>
      </p>
      <div className="flex flex-wrap items-center justify-end gap-x-3 gap-y-2">
        <p className="grow text-sm text-muted">
          Store it where the program finds it first. Lost it? Revoke it and make another.
        </p>
        <Button variant="primary" onClick={onDone}>
          Done
        </Button>
      </div>
    </div>
  );
}

function loginCommand(loginUrl: string, clientId: string, clientSecret: string): string {
  return [
    `curl --request POST '${loginUrl}' \\`,
    "  --header 'Content-Type: application/json' \\",
    "  --data '{",
    `    "clientId": "${clientId}",`,
    `    "clientSecret": "${clientSecret}"`,
    "  }'",
  ].join("\n");
}
