import { currentContext } from "#server/auth/current-context.ts";
import { handleApiRequest } from "#server/http/handle-api-request.ts";
import { getRuntime } from "#server/runtime.ts";

// Every method, so that one that an address does not have is answered by us too.
const handler = (request: Request) =>
  handleApiRequest(request, { runtime: getRuntime(), signedIn: currentContext });

export {
  handler as DELETE,
  handler as GET,
  handler as HEAD,
  handler as OPTIONS,
  handler as PATCH,
  handler as POST,
  handler as PUT,
};
