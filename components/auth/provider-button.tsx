"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";

/** The way in through the identity provider. */
export function ProviderButton({ name, nextPath }: { name: string; nextPath: string }) {
  const [pending, setPending] = useState(false);
  return (
    <div className="mt-5 border-t pt-5">
      <Button
        className="w-full"
        pending={pending}
        onClick={() => {
          setPending(true);
          void signIn("oidc", { callbackUrl: nextPath });
        }}
      >
        Continue with {name}
      </Button>
    </div>
  );
}
