"use client";

import { zodResolver } from "@hookform/resolvers/zod";
import { useRouter } from "next/navigation";
import type { ComponentProps, ReactElement, ReactNode } from "react";
import {
  type ControllerRenderProps,
  type DefaultValues,
  type FieldPath,
  type FieldValues,
  FormProvider,
  useController,
  useForm,
  useFormContext,
  type UseFormReturn,
} from "react-hook-form";
import type { z } from "zod";
import { Button, type ButtonProps } from "#components/ui/button.tsx";
import { Callout } from "#components/ui/callout.tsx";
import { useHydrated } from "#components/ui/use-hydrated.ts";
import { cn } from "#components/ui/cn.ts";
import { Field, type FieldProps } from "#components/ui/field.tsx";
import { plainSentence } from "#server/issue-sentence.ts";

/** What a submit may return: the server refused, for the whole form or for single fields (by path). */
export interface FormFailure {
  formError?: string;
  fieldErrors?: Readonly<Record<string, string | readonly string[] | undefined>>;
}

interface ZodFormOptions<TIn extends FieldValues, TOut> {
  schema: z.ZodType<TOut, TIn>;
  defaultValues: DefaultValues<TIn>;
  /** Values that come from outside and replace the form's when they change. */
  values?: TIn;
}

/** A form whose values are checked by a zod schema, first on leaving a field and then while writing. */
export function useZodForm<TIn extends FieldValues, TOut extends FieldValues>({
  schema,
  defaultValues,
  values,
}: ZodFormOptions<TIn, TOut>): UseFormReturn<TIn, unknown, TOut> {
  return useForm<TIn, unknown, TOut>({
    resolver: zodResolver(schema, { error: (issue) => plainSentence(issue) }),
    defaultValues,
    values,
    mode: "onTouched",
  });
}

function isFieldPath<TIn extends FieldValues>(values: TIn, path: string): path is FieldPath<TIn> {
  return path.split(".", 1).every((first) => first in values);
}

/** Shows what the server refused: at its fields where the form has them, above the form otherwise. */
export function setFormFailure<TIn extends FieldValues, TContext, TOut>(
  form: UseFormReturn<TIn, TContext, TOut>,
  { formError, fieldErrors = {} }: FormFailure,
): void {
  const general = formError ? [formError] : [];
  for (const [path, problem] of Object.entries(fieldErrors)) {
    if (problem === undefined) continue;
    const message = typeof problem === "string" ? problem : problem.join(" ");
    if (isFieldPath(form.getValues(), path)) {
      form.setError(path, { type: "server", message }, { shouldFocus: true });
    } else if (message) {
      general.push(message);
    }
  }
  if (general.length > 0) form.setError("root.server", { type: "server", message: general.join(" ") });
}

interface FormProps<TIn extends FieldValues, TOut>
  extends Omit<ComponentProps<"form">, "onSubmit" | "children"> {
  form: UseFormReturn<TIn, unknown, TOut>;
  /** Gets the parsed values. A returned `FormFailure` is shown; a thrown error is told as "could not be saved". */
  onSubmit: (values: TOut) => Promise<FormFailure | undefined> | Promise<void> | FormFailure | undefined;
  children: ReactNode;
}

/** A form in one column. Holds the whole-form error above its actions when `FormError` is placed there. */
export function Form<TIn extends FieldValues, TOut>({
  form,
  onSubmit,
  className,
  children,
  ...props
}: FormProps<TIn, TOut>) {
  const submit = form.handleSubmit(async (values) => {
    try {
      const failure = await onSubmit(values);
      if (failure) setFormFailure(form, failure);
    } catch (error) {
      const reason = error instanceof Error && error.message ? error.message : "The server did not answer.";
      setFormFailure(form, { formError: reason });
    }
  });
  return (
    <FormProvider {...form}>
      <form
        // Sent before the script is there, a form without it would put what was typed into the address.
        method="post"
        noValidate
        {...props}
        onSubmit={(event) => {
          event.stopPropagation();
          void submit(event);
        }}
        className={cn("flex flex-col gap-5", className)}
      >
        {children}
      </form>
    </FormProvider>
  );
}

interface FormFieldProps<TIn extends FieldValues, TContext, TOut, TName extends FieldPath<TIn>>
  extends Omit<FieldProps, "children" | "error"> {
  form: UseFormReturn<TIn, TContext, TOut>;
  name: TName;
  /** Gets `value`, `onChange`, `onBlur`, `name`, `ref`: spread them on the control. */
  children: (field: ControllerRenderProps<TIn, TName>) => ReactElement;
}

/** One field of a form: label, help, error and the control that the render prop gives back. */
export function FormField<TIn extends FieldValues, TContext, TOut, TName extends FieldPath<TIn>>({
  form,
  name,
  children,
  ...field
}: FormFieldProps<TIn, TContext, TOut, TName>) {
  const { field: control, fieldState } = useController({ control: form.control, name });
  return (
    <Field {...field} error={fieldState.error?.message}>
      {children(control)}
    </Field>
  );
}

/** What is wrong with the form as a whole; nothing when all is well. */
export function FormError() {
  const { formState } = useFormContext();
  const message = formState.errors.root?.server?.message ?? formState.errors.root?.message;
  if (!message) return null;
  return (
    <Callout tone="danger" live>
      {message}
    </Callout>
  );
}

/** The button that sends the form; busy while it is being sent. */
export function SubmitButton({ children, pending, ...props }: Omit<ButtonProps, "type" | "asChild">) {
  const { formState } = useFormContext();
  const hydrated = useHydrated();
  return (
    <Button
      type="submit"
      variant="primary"
      pending={pending || formState.isSubmitting}
      {...props}
      disabled={props.disabled || !hydrated}
    >
      {children}
    </Button>
  );
}

interface FormActionsProps {
  /** The `SubmitButton` and, after it, a way out. */
  children: ReactNode;
  /** What will happen on saving, in one sentence. */
  hint?: ReactNode;
  className?: string;
}

/** The end of a form: the buttons, and beside them what will happen. */
export function FormActions({ children, hint, className }: FormActionsProps) {
  return (
    <div className={cn("flex flex-wrap items-center gap-x-3 gap-y-2 pt-1", className)}>
      {children}
      {hint ? <p className="text-sm text-muted">{hint}</p> : null}
    </div>
  );
}

/** A button that goes back to where the form was opened, without saving. */
export function CancelButton({ href }: { href?: string }) {
  const router = useRouter();
  return (
    <Button variant="ghost" onClick={() => (href ? router.push(href) : router.back())}>
      Cancel
    </Button>
  );
}
