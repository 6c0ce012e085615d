import type { MethodName } from "../documented-errors.ts";
import { authRevoke, authTest } from "./auth.ts";
import { conversationsInfo, conversationsJoin, conversationsList } from "./conversations.ts";
import type { ClientMethod, TokenMethod } from "./method.ts";
import { oauthAccess } from "./oauth-access.ts";
import { postMessage } from "./post-message.ts";
import { updateMessage } from "./update-message.ts";

type Method = ClientMethod<MethodName> | TokenMethod<MethodName>;

const METHODS = new Map<string, Method>([
  ["oauth.v2.access", oauthAccess],
  ["auth.test", authTest],
  ["auth.revoke", authRevoke],
  ["chat.postMessage", postMessage],
  ["chat.update", updateMessage],
  ["conversations.list", conversationsList],
  ["conversations.info", conversationsInfo],
  ["conversations.join", conversationsJoin],
]);

/** The method of a name, if the sandbox has it. */
export function methodNamed(name: string): Method | undefined {
  return METHODS.get(name);
}
