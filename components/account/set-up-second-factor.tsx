"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { z } from "zod";
import { QrCode } from "#components/account/qr-code.tsx";
import { RecoveryCodes } from "#components/account/recovery-codes.tsx";
import { useRefresh } from "#components/organizations/use-refresh.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { Dialog, DialogClose } from "#components/ui/dialog.tsx";
import { Form, FormActions, FormError, FormField, SubmitButton, useZodForm } from "#components/ui/form.tsx";
import { Input } from "#components/ui/input.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

type Step =
  | { kind: "password" }
  | { kind: "scan"; secret: string; uri: string }
  | { kind: "codes"; recoveryCodes: string[] };

const titles = {
  password: "Set up two-step sign-in",
  scan: "Scan the code with your app",
  codes: "Your recovery codes",
} as const satisfies Record<Step["kind"], string>;

/**
 * The button, and behind it three steps: password, app, recovery codes. It stays where it is when the second step is on,
 * without its button, so that the codes are not gone before they were read.
 */
export function SetUpSecondFactor({ offered }: { offered: boolean }) {
  const [step, setStep] = useState<Step | null>(null);
  const refresh = useRefresh();
  const close = async () => {
    const done = step?.kind === "codes";
    setStep(null);
    if (!done) return;
    await refresh();
    toastSuccess("Two-step sign-in is on.");
  };
  return (
    <>
      {offered ? <Button onClick={() => setStep({ kind: "password" })}>Set up</Button> : null}
      <Dialog
        open={step !== null}
        onOpenChange={(open) => {
          if (!open) void close();
        }}
        title={step ? titles[step.kind] : ""}
      >
        {step?.kind === "password" ? (
          <PasswordStep onNext={(next) => setStep({ kind: "scan", ...next })} />
        ) : step?.kind === "scan" ? (
          <ScanStep {...step} onNext={(recoveryCodes) => setStep({ kind: "codes", recoveryCodes })} />
        ) : step ? (
          <RecoveryCodes codes={step.recoveryCodes} onDone={() => void close()} />
        ) : null}
      </Dialog>
    </>
  );
}

const passwordSchema = z.object({ password: z.string().min(1, "Type your password.") });

function PasswordStep({ onNext }: { onNext: (made: { secret: string; uri: string }) => void }) {
  const trpc = useTRPC();
  const begin = useMutation(trpc.account.beginTotp.mutationOptions());
  const form = useZodForm({ schema: passwordSchema, defaultValues: { password: "" } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          onNext(await begin.mutateAsync(values));
        } catch (error) {
          return formFailureOf(error);
        }
      }}
    >
      <p className="text-muted">
        You need an authenticator app on your phone, such as Aegis, 1Password or Google Authenticator.
      </p>
      <FormField form={form} name="password" label="Password" help="To show that it is you.">
        {(field) => <Input {...field} type="password" autoComplete="current-password" autoFocus />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Continue</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}

const codeSchema = z.object({ code: z.string().trim().min(1, "Type the code that the app shows.") });

interface ScanStepProps {
  secret: string;
  uri: string;
  onNext: (recoveryCodes: string[]) => void;
}

function ScanStep({ secret, uri, onNext }: ScanStepProps) {
  const trpc = useTRPC();
  const confirm = useMutation(trpc.account.confirmTotp.mutationOptions());
  const form = useZodForm({ schema: codeSchema, defaultValues: { code: "" } });
  return (
    <Form
      form={form}
      onSubmit={async (values) => {
        try {
          onNext((await confirm.mutateAsync(values)).recoveryCodes);
        } catch (error) {
          return formFailureOf(error);
        }
      }}
    >
      <div className="flex flex-wrap items-start gap-5">
        <QrCode text={uri} label="QR code for your authenticator app; the key below says the same" />
        <div className="min-w-0 flex-1 basis-48">
          <p className="text-muted">Add an account in the app and scan this. Or type the key:</p>
          <p className="mt-2">
            <Code copy={secret} copyLabel="Copy key">
              {(secret.match(/.{1,4}/g) ?? []).join(" ")}
            </Code>
          </p>
        </div>
      </div>
      <FormField form={form} name="code" label="Code" help="The six digits that the app shows now.">
        {(field) => <Input {...field} mono inputMode="numeric" autoComplete="one-time-code" autoFocus />}
      </FormField>
      <FormError />
      <FormActions>
        <SubmitButton>Turn on</SubmitButton>
        <DialogClose>
          <Button variant="ghost">Cancel</Button>
        </DialogClose>
      </FormActions>
    </Form>
  );
}
