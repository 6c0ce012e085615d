import { Check } from "lucide-react";
import { Fragment } from "react";
import { permissionGroups, permissionLabel } from "#components/custom-roles/permission-words.ts";
import { projectRoleWords } from "#components/members/roles.ts";
import { Card } from "#components/ui/card.tsx";
import { type ProjectPermission, type ProjectRole, projectRoleMay } from "#server/authz/permissions.ts";

const roles = ["admin", "member", "viewer"] as const satisfies readonly ProjectRole[];
/** In a narrow column. */
const short: Record<ProjectRole, string> = { admin: "Admin", member: "Member", viewer: "Viewer" };

/** What the fixed roles may, to look up and to compare with. */
export function FixedRoles() {
  return (
    <Card
      flush
      title="Fixed roles"
      description="The same in every project. Owners and admins of the organization are project admins everywhere."
      footer="A project member reads and changes secrets on paths that no access policy covers; on covered ones a grant is needed."
    >
      <table className="w-full border-collapse text-left">
        <caption className="sr-only">What the fixed roles may</caption>
        <thead>
          <tr className="border-b bg-sunken">
            <th scope="col" className="h-9 px-4 text-xs font-medium text-muted">
              May
            </th>
            {roles.map((role) => (
              <th key={role} scope="col" className="px-2 text-center text-xs font-medium text-muted sm:w-36">
                <span aria-hidden className="sm:hidden">
                  {short[role]}
                </span>
                <span className="max-sm:sr-only">{projectRoleWords[role]}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {permissionGroups.map((group) => (
            <Fragment key={group.title}>
              <tr className="border-b bg-sunken/50">
                <th scope="rowgroup" colSpan={4} className="px-4 py-1.5 text-xs font-medium text-muted">
                  {group.title}
                </th>
              </tr>
              {group.permissions.map((permission) => (
                <PermissionRow key={permission} permission={permission} />
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

function PermissionRow({ permission }: { permission: ProjectPermission }) {
  return (
    <tr className="border-b last:border-b-0">
      <th scope="row" className="px-4 py-2 font-normal">
        {permissionLabel(permission)}
      </th>
      {roles.map((role) => (
        <td key={role} className="px-2 text-center">
          {projectRoleMay(role, permission) ? (
            <>
              <Check aria-hidden className="mx-auto size-4 text-ok" />
              <span className="sr-only">Yes</span>
            </>
          ) : (
            <>
              <span aria-hidden className="text-muted">
                –
              </span>
              <span className="sr-only">No</span>
            </>
          )}
        </td>
      ))}
    </tr>
  );
}
