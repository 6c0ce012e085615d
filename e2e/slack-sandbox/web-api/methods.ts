import type { MethodName } from "../documented-errors.ts";
import { appsUninstall, authRevoke, authTest } from "./auth.ts";
import {
  conversationsInfo,
  conversationsJoin,
  conversationsList,
  usersConversations,
} from "./conversations.ts";
import type { ClientMethod, TokenMethod } from "./method.ts";
import { oauthAccess } from "./oauth-access.ts";
import { oauthExchange } from "./oauth-exchange.ts";
import { postEphemeral } from "./post-ephemeral.ts";
import { postMessage } from "./post-message.ts";
import { updateMessage } from "./update-message.ts";
import { usersInfo, usersLookupByEmail } from "./users.ts";

type Method = ClientMethod<MethodName> | TokenMethod<MethodName>;

const METHODS = {
  "oauth.v2.access": oauthAccess,
  "oauth.v2.exchange": oauthExchange,
  "auth.test": authTest,
  "auth.revoke": authRevoke,
  "apps.uninstall": appsUninstall,
  "chat.postMessage": postMessage,
  "chat.postEphemeral": postEphemeral,
  "chat.update": updateMessage,
  "conversations.list": conversationsList,
  "conversations.info": conversationsInfo,
  "conversations.join": conversationsJoin,
  "users.conversations": usersConversations,
  "users.info": usersInfo,
  "users.lookupByEmail": usersLookupByEmail,
} satisfies { [M in MethodName]: ClientMethod<M> | TokenMethod<M> };

const BY_NAME = new Map<string, Method>(Object.entries(METHODS));

/** The method of a name, if the sandbox has it. */
export function methodNamed(name: string): Method | undefined {
  return BY_NAME.get(name);
}
