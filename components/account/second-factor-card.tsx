"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ProofDialog } from "#components/account/proof-dialog.tsx";
import { RecoveryCodes } from "#components/account/recovery-codes.tsx";
import type { Account } from "#components/account/security-page.tsx";
import { SetUpSecondFactor } from "#components/account/set-up-second-factor.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Button } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { Card } from "#components/ui/card.tsx";
import { DescriptionList } from "#components/ui/description-list.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { StatusBadge } from "#components/ui/status.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const fewCodes = 3;

/** The second step of signing in with a password: off with a way to set it up, or on with what belongs to it. */
export function SecondFactorCard({ account }: { account: Account }) {
  const on = account.totpEnabledAt !== null;
  return (
    <Card
      title={
        <span className="flex flex-wrap items-center gap-2">
          Two-step sign-in
          <StatusBadge tone={on ? "ok" : "neutral"}>{on ? "On" : "Off"}</StatusBadge>
        </span>
      }
      description="After your password, a code from an app on your phone. A stolen password alone then opens nothing."
    >
      {account.totpEnabledAt ? (
        <Enabled since={account.totpEnabledAt} left={account.recoveryCodesLeft} />
      ) : account.hasPassword ? null : (
        <Callout tone="info">It counts when you sign in with a password. Set one above first.</Callout>
      )}
      <SetUpSecondFactor offered={!on && account.hasPassword} />
    </Card>
  );
}

function Enabled({ since, left }: { since: Date; left: number }) {
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        items={[
          { term: "On since", value: <ExactTime date={since} /> },
          { term: "Recovery codes left", value: <span className="tabular-nums">{left} of 10</span> },
        ]}
      />
      {left <= fewCodes ? (
        <Callout tone="warning">
          {left === 0 ? "You have no recovery codes left. " : "Few recovery codes are left. "}
          Make new ones, lest you be kept out without your phone.
        </Callout>
      ) : null}
      <div className="flex flex-wrap gap-2">
        <NewRecoveryCodes />
        <TurnOff />
      </div>
    </div>
  );
}

function NewRecoveryCodes() {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const renew = useMutation(trpc.account.renewRecoveryCodes.mutationOptions());
  const [codes, setCodes] = useState<string[] | null>(null);
  return (
    <>
      <ProofDialog
        trigger={<Button>New recovery codes</Button>}
        title="Make new recovery codes"
        description="Ten new ones are shown once. The old ones stop working at once."
        action="Make new codes"
        onProven={async (proof) => {
          const { recoveryCodes } = await renew.mutateAsync(proof);
          setCodes(recoveryCodes);
          await refresh();
        }}
      />
      <Dialog
        open={codes !== null}
        onOpenChange={(open) => {
          if (!open) setCodes(null);
        }}
        title="Your new recovery codes"
      >
        {codes ? <RecoveryCodes codes={codes} onDone={() => setCodes(null)} /> : null}
      </Dialog>
    </>
  );
}

function TurnOff() {
  const trpc = useTRPC();
  const refresh = useRefresh();
  const disable = useMutation(trpc.account.disableTotp.mutationOptions());
  return (
    <ProofDialog
      trigger={<Button>Turn off</Button>}
      title="Turn two-step sign-in off"
      description="Your password alone will then be enough to sign in. The recovery codes stop working."
      action="Turn off"
      danger
      onProven={async (proof) => {
        await disable.mutateAsync(proof);
        await refresh();
        toastSuccess("Two-step sign-in is off.");
      }}
    />
  );
}
