import { isTRPCClientError } from "@trpc/client";
import type { FormFailure } from "#components/ui/form.tsx";
import type { AppErrorCode } from "#server/errors.ts";
import type { AppRouter } from "#server/trpc/root.ts";

/** What the server refused, in its words. `field` is the input at fault; `code` is null where nothing was answered. */
export type Refusal = { message: string; code: AppErrorCode | null; field: string | null };

/** Reads a failed query or mutation. */
export function refusalOf(error: unknown): Refusal {
  if (isTRPCClientError<AppRouter>(error) && error.data) {
    const { app } = error.data;
    return { message: error.message, code: app?.code ?? null, field: app?.details.field ?? null };
  }
  return {
    message: "Bellwire did not answer. Check your connection and try again.",
    code: null,
    field: null,
  };
}

/** A refusal as a form shows it: at the field where it names one. `rename` maps the input's names to the form's. */
export function formFailureOf(error: unknown, rename: Readonly<Record<string, string>> = {}): FormFailure {
  const { message, field } = refusalOf(error);
  if (!field) return { formError: message };
  return { fieldErrors: { [rename[field] ?? field]: message } };
}
