import { exportAudit, exportAuditInput } from "#server/audit/export-audit.ts";
import { currentContext } from "#server/auth/current-context.ts";
import { isSameOrigin } from "#server/auth/same-origin.ts";
import { forbidden } from "#server/errors.ts";
import { errorResponse } from "#server/http/app-error-response.ts";

/** The audit log that a filter selects, as a file; without `organizationId` the instance's. */
export async function GET(request: Request): Promise<Response> {
  const ctx = await currentContext();
  try {
    if (!isSameOrigin(request)) throw forbidden("This request did not come from a page of this instance.");
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const input = exportAuditInput.parse({ organizationId: null, ...query });
    const { filename, contentType, body } = await exportAudit(ctx, input);
    return new Response(body, {
      headers: {
        "content-type": contentType,
        "content-disposition": `attachment; filename="${filename}"`,
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return errorResponse(ctx, error);
  }
}
