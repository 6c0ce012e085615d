import { escapeHtml, Markup } from "../html.ts";

/** Looks up the label of a user or channel id. */
export type Labels = (id: string) => string;

const unescapeSlack = (text: string) =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

const safe = (text: string) => escapeHtml(unescapeSlack(text));

function date(body: string): string {
  const [, seconds = "", tokens = ""] = body.split("^");
  const [template = "", fallback = ""] = [tokens.split("|")[0], body.split("|")[1]];
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return safe(fallback);
  const iso = at.toISOString();
  const shown = template
    .replace(/\{(date[a-z_]*|ago)\}/g, iso.slice(0, 10))
    .replace(/\{time_secs\}/g, iso.slice(11, 19))
    .replace(/\{time\}/g, iso.slice(11, 16));
  return `<time datetime="${iso}" title="${escapeHtml(fallback)}">${safe(shown)} UTC</time>`;
}

function angled(inner: string, labels: Labels): string {
  const bar = inner.indexOf("|");
  const target = bar === -1 ? inner : inner.slice(0, bar);
  const label = bar === -1 ? null : inner.slice(bar + 1);
  if (target.startsWith("!date^")) return date(inner.slice(1));
  if (target.startsWith("!")) return `<span class="mention loud">@${safe(label ?? target.slice(1))}</span>`;
  if (target.startsWith("@"))
    return `<span class="mention">@${safe(label ?? labels(target.slice(1)))}</span>`;
  if (target.startsWith("#"))
    return `<span class="mention">#${safe(label ?? labels(target.slice(1)))}</span>`;
  if (!/^(https?|mailto):/i.test(target)) return safe(`<${inner}>`);
  return `<a href="${safe(target)}" target="_blank" rel="noopener noreferrer">${safe(label ?? target)}</a>`;
}

/** Renders mrkdwn; code and links are set aside first, so that emphasis may stand around but not inside them. */
export function mrkdwn(text: string, labels: Labels): Markup {
  const kept: string[] = [];
  const keep = (html: string) => `\uE000${kept.push(html) - 1}\uE001`;
  const aside = text
    .replace(/[\uE000\uE001]/g, "")
    .replace(/```\n?([\s\S]+?)```/g, (_, code: string) => keep(`<pre>${safe(code)}</pre>`))
    .replace(/`([^`\n]+)`/g, (_, code: string) => keep(`<code>${safe(code)}</code>`))
    .replace(/<([^<>\n]+)>/g, (_, inner: string) => keep(angled(inner, labels)));
  const styled = safe(aside)
    .replace(/(^|[\s(>\uE001])\*(\S(?:[^*\n]*\S)?)\*(?=$|[\s).,:;!?\uE000-])/gm, "$1<strong>$2</strong>")
    .replace(/(^|[\s(>\uE001])_(\S(?:[^_\n]*\S)?)_(?=$|[\s).,:;!?<\uE000-])/gm, "$1<em>$2</em>")
    .replace(/(^|[\s(>\uE001])~(\S(?:[^~\n]*\S)?)~(?=$|[\s).,:;!?<\uE000-])/gm, "$1<s>$2</s>")
    .replace(/^&gt; ?(.*)$/gm, '<span class="quote">$1</span>')
    .replaceAll("\n", "<br>");
  return new Markup(styled.replace(/\uE000(\d+)\uE001/g, (_, index: string) => kept[Number(index)] ?? ""));
}
