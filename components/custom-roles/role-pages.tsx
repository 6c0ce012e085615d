"use client";

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { DeleteRole } from "#components/custom-roles/delete-role.tsx";
import { RoleForm } from "#components/custom-roles/role-form.tsx";
import { heldOf, type RoleFormOut, rulesOf } from "#components/custom-roles/role-form-schema.ts";
import { RoleHolders } from "#components/custom-roles/role-holders.tsx";
import { RoleSentences } from "#components/custom-roles/role-sentences.tsx";
import { TryRole } from "#components/custom-roles/try-role.tsx";
import type { RoleDetail } from "#components/custom-roles/types.ts";
import { LoadFailure } from "#components/trpc/load-failure.tsx";
import { useTRPC } from "#components/trpc/provider.tsx";
import { formFailureOf } from "#components/trpc/refusal.ts";
import { ForbiddenState } from "#components/ui/forbidden-state.tsx";
import { Page, PageHeader } from "#components/ui/page.tsx";
import { FormSkeleton } from "#components/ui/skeleton.tsx";
import { toastSuccess } from "#components/ui/toaster.tsx";

const listHref = (projectId: string) => `/projects/${projectId}/settings/roles`;
const toList = (projectId: string) => ({ label: "Roles", href: listHref(projectId) });

/** The fields of the form as the server takes them. */
const fieldsOf = ({ name, description, held }: RoleFormOut) => ({ name, description, rules: rulesOf(held) });

function useEnvironments(projectId: string) {
  const trpc = useTRPC();
  const query = useQuery(trpc.environments.list.queryOptions({ projectId }));
  return { ...query, slugs: query.data?.environments.map((one) => one.slug) };
}

/** Adds a role of the project's own. */
export function NewRolePage({ projectId }: { projectId: string }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const roles = useQuery(trpc.customRoles.list.queryOptions({ projectId }));
  const environments = useEnvironments(projectId);
  const create = useMutation(trpc.customRoles.create.mutationOptions());
  const failed = [roles, environments].find((one) => one.isError);
  const submit = async (values: RoleFormOut) => {
    try {
      const { id } = await create.mutateAsync({ projectId, ...fieldsOf(values) });
      await client.invalidateQueries({ queryKey: trpc.customRoles.pathKey(), refetchType: "none" });
      toastSuccess(`${values.name} is made.`, { description: "Give it to somebody under Members." });
      router.push(`${listHref(projectId)}/${id}`);
      return undefined;
    } catch (error) {
      return formFailureOf(error, { rules: "held" });
    }
  };
  return (
    <Page>
      <PageHeader
        title="Add a role"
        purpose="What somebody with this role may do here, and where."
        back={toList(projectId)}
      />
      {roles.data && environments.slugs ? (
        roles.data.mayManage ? (
          <RoleForm
            defaultValues={{ name: "", description: "", held: {} }}
            environments={environments.slugs}
            onSubmit={submit}
            submitLabel="Add role"
            hint="Nobody has it until you give it to them."
            backHref={listHref(projectId)}
          />
        ) : (
          <ForbiddenState why="Your role does not let you make roles. Ask a project admin." />
        )
      ) : failed ? (
        <LoadFailure error={failed.error} onRetry={() => failed.refetch()} pending={failed.isFetching} />
      ) : (
        <FormSkeleton fields={6} />
      )}
    </Page>
  );
}

/** One role: its form for those who may change it, what it means for others. */
export function RolePage({ projectId, roleId }: { projectId: string; roleId: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.customRoles.get.queryOptions({ projectId, roleId }));
  const environments = useEnvironments(projectId);
  const failed = [query, environments].find((one) => one.isError);
  if (!query.data || !environments.slugs) {
    return (
      <Page>
        <PageHeader title="Role" back={toList(projectId)} />
        {failed ? (
          <LoadFailure error={failed.error} onRetry={() => failed.refetch()} pending={failed.isFetching} />
        ) : (
          <FormSkeleton fields={6} />
        )}
      </Page>
    );
  }
  const { role, holders, mayManage } = query.data;
  const parts = { projectId, detail: query.data, environments: environments.slugs };
  return (
    <Page>
      <PageHeader
        title={role.name}
        purpose={mayManage ? "What somebody with this role may do here, and where." : role.description}
        back={toList(projectId)}
        action={mayManage ? <DeleteRole projectId={projectId} role={role} /> : undefined}
      />
      <RoleHolders projectId={projectId} holders={holders} />
      {mayManage ? (
        <EditRole key={role.id} {...parts} />
      ) : (
        <div className="grid items-start gap-6 lg:grid-cols-2">
          <RoleSentences rules={role.rules} />
          <TryRole rules={role.rules} environments={parts.environments} />
        </div>
      )}
    </Page>
  );
}

interface EditRoleProps {
  projectId: string;
  detail: RoleDetail;
  environments: readonly string[];
}

function EditRole({ projectId, detail, environments }: EditRoleProps) {
  const { role } = detail;
  const trpc = useTRPC();
  const client = useQueryClient();
  const router = useRouter();
  const update = useMutation(trpc.customRoles.update.mutationOptions());
  const submit = async (values: RoleFormOut) => {
    try {
      await update.mutateAsync({ projectId, roleId: role.id, ...fieldsOf(values) });
      // What everybody may do changed, perhaps also what this page may show.
      await client.invalidateQueries();
      toastSuccess(`${values.name} is saved.`);
      router.push(listHref(projectId));
      return undefined;
    } catch (error) {
      return formFailureOf(error, { rules: "held" });
    }
  };
  const { name, description, rules, people, identities } = role;
  const holders = people + identities;
  return (
    <RoleForm
      defaultValues={{ name, description, held: heldOf(rules) }}
      environments={environments}
      onSubmit={submit}
      submitLabel="Save"
      hint={
        holders === 0
          ? "Nobody has this role yet."
          : `In force at once for ${holders === 1 ? "the one who has it" : `the ${holders} who have it`}.`
      }
      backHref={listHref(projectId)}
    />
  );
}
