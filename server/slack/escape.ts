/**
 * Escapes text for Slack's mrkdwn objects, top-level `text` and link labels: exactly `&`, `<` and `>`, ampersand
 * first. Source: fact sheet 5.3. Unescaped, what a person typed could notify a channel or a group.
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
