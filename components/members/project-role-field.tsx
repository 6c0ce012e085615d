"use client";

import { useQuery } from "@tanstack/react-query";
import type { ComponentProps } from "react";
import { z } from "zod";
import { type Held, heldRoleWords, projectRoleOptions } from "#components/members/roles.ts";
import { useTRPC } from "#components/trpc/provider.tsx";
import { Select, type SelectOption } from "#components/ui/select.tsx";
import { fixedRoleSchema, type ProjectRoleChoice } from "#server/custom-roles/role-choice.ts";

/** A role as the value of a select: a fixed role's name, or the id of one of the project's own. */
export const projectRoleValue = z.union([fixedRoleSchema, z.uuid()], { error: "Choose a role." });

/** The value that stands for what somebody has. */
export function roleValueOf(held: { role: string | null; customRole: { id: string } | null }): string {
  return held.customRole?.id ?? held.role ?? "";
}

/** The options with what somebody has among them: readable while they are asked for, and where one could not give it. */
export function withHeldRole(options: readonly SelectOption[], held: Held): readonly SelectOption[] {
  const value = roleValueOf(held);
  if (options.some((one) => one.value === value)) return options;
  return [...options, { value, label: heldRoleWords(held), disabled: true }];
}

/** What the server takes for a value. */
export function roleChoiceOf(value: string): ProjectRoleChoice {
  const fixed = fixedRoleSchema.safeParse(value);
  return fixed.success ? { role: fixed.data } : { customRoleId: value };
}

/** The roles that one may give in a project, fixed ones first; empty while they are loaded. */
export function useProjectRoleOptions(projectId: string, enabled = true): readonly SelectOption[] {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.customRoles.giveable.queryOptions({ projectId }, { enabled }));
  if (!data) return [];
  return [
    ...projectRoleOptions.filter((one) => data.fixed.includes(one.value)),
    ...data.custom.map(({ id, name, description }) => ({
      value: id,
      label: name,
      ...(description ? { description } : {}),
    })),
  ];
}

type ProjectRoleFieldProps = Omit<ComponentProps<typeof Select>, "options"> & { projectId: string };

/** Chooses a fixed role or one of the project's own, for people and machine identities. */
export function ProjectRoleField({ projectId, ...field }: ProjectRoleFieldProps) {
  const options = useProjectRoleOptions(projectId);
  // Opened before the roles are there, it would show an empty list.
  const disabled = field.disabled || options.length === 0;
  return <Select {...field} options={options} disabled={disabled} placeholder="Choose a role" />;
}
