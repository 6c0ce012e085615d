"use client";

import type { ReactNode } from "react";
import { Field } from "#components/ui/field.tsx";
import { RadioGroup } from "#components/ui/radio-group.tsx";

/** How Bellwire gets access to a workspace. */
export type ConnectMethod = "consent" | "token";

interface ConnectMethodFieldProps {
  value: ConnectMethod;
  onChange: (method: ConnectMethod) => void;
  consentPossible: boolean;
}

/** The choice between consent at Slack and a pasted bot token. */
export function ConnectMethodField({ value, onChange, consentPossible }: ConnectMethodFieldProps) {
  return (
    <Field label="How to connect" group>
      <RadioGroup
        look="cards"
        value={value}
        onChange={(next) => onChange(next === "token" ? "token" : "consent")}
        options={[
          {
            value: "consent",
            label: "With your consent at Slack",
            description: "You choose the workspace there, look at the permissions and come back.",
            disabled: !consentPossible,
          },
          {
            value: "token",
            label: "Paste a bot token",
            description: "For an app that you installed to the workspace yourself.",
          },
        ]}
      />
    </Field>
  );
}

/** Where the token is found in Slack. */
export const tokenHelp: ReactNode =
  "At Slack, open the app’s page, then OAuth & Permissions, install it to the workspace and copy the Bot User OAuth Token. It begins with xoxb- and is kept encrypted.";
