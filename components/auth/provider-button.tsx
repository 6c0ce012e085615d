"use client";

import { signIn } from "next-auth/react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";

/**
 * The way in through the identity provider. It stands above the form: leaving the form's first field may show what is
 * missing there, and a button below would move away under the pointer.
 */
export function ProviderButton({ name, nextPath }: { name: string; nextPath: string }) {
  const [pending, setPending] = useState(false);
  return (
    <>
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
      <p className="my-5 flex items-center gap-3 text-sm text-muted before:h-px before:grow before:bg-line after:h-px after:grow after:bg-line">
        or with your password
      </p>
    </>
  );
}
