"use client";

import { createContext, useContext } from "react";

interface FieldContextValue {
  id: string;
  labelId: string;
  describedBy: string | undefined;
  invalid: boolean;
  required: boolean;
}

/** What a field tells the control inside it: ids for label and help, and whether the value is wrong. */
export const FieldContext = createContext<FieldContextValue | null>(null);

interface ControlAria {
  id?: string | undefined;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: boolean | "true" | "false" | "grammar" | "spelling" | undefined;
  "aria-required"?: boolean | "true" | "false" | undefined;
}

/** The attributes that wire a control to the field around it; what the control was given itself wins. */
export function useFieldControl(own: ControlAria): ControlAria {
  const field = useContext(FieldContext);
  return {
    id: own.id ?? field?.id,
    "aria-describedby": own["aria-describedby"] ?? field?.describedBy,
    "aria-invalid": own["aria-invalid"] ?? (field?.invalid || undefined),
    "aria-required": own["aria-required"] ?? (field?.required || undefined),
  };
}

/** The id of the surrounding field's label, for groups that are named by it. */
export function useFieldLabelId(): string | undefined {
  return useContext(FieldContext)?.labelId;
}
