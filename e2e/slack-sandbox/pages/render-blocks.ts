import { asObject, type Json } from "../block-problems.ts";
import { type Markup, markup } from "../html.ts";
import { type Labels, mrkdwn } from "./mrkdwn.ts";

const list = (value: unknown): Json[] =>
  Array.isArray(value) ? value.map(asObject).filter((item) => item !== null) : [];

const lines = (text: string): Markup[] =>
  text.split("\n").map((line, index) => markup`${index > 0 && markup`<br>`}${line}`);

function textObject(value: unknown, labels: Labels): Markup {
  const text = asObject(value);
  const content = String(text?.text ?? "");
  return text?.type === "mrkdwn" ? mrkdwn(content, labels) : markup`${lines(content)}`;
}

function button(element: Json, labels: Labels): Markup {
  const style = element.style === "primary" ? " primary" : element.style === "danger" ? " danger" : "";
  const label = textObject(element.text, labels);
  const action = String(element.action_id ?? "");
  if (typeof element.url !== "string" || !/^https?:/i.test(element.url)) {
    return markup`<button class="quiet${style}" name="press" value="${action}">${label}</button>`;
  }
  return markup`<a class="button quiet${style}" href="${element.url}" target="_blank" rel="noopener noreferrer" data-press="${action}">${label}</a>`;
}

// Images are named, never loaded: a look at the sandbox calls no other host.
function element(value: Json, labels: Labels): Markup {
  if (value.type === "button") return button(value, labels);
  if (value.type === "image")
    return markup`<span class="picture">[image: ${String(value.alt_text ?? "")}]</span>`;
  if (value.type === "mrkdwn" || value.type === "plain_text")
    return markup`<span>${textObject(value, labels)}</span>`;
  return markup`<span class="muted">[${String(value.type)}]</span>`;
}

function richText(value: Json, labels: Labels): Markup {
  if (value.type === "text") return mrkdwn(String(value.text ?? ""), labels);
  if (value.type === "link") {
    const url = String(value.url ?? "");
    return /^https?:/i.test(url)
      ? markup`<a href="${url}" target="_blank" rel="noopener noreferrer">${String(value.text ?? url)}</a>`
      : markup`${url}`;
  }
  if (value.type === "broadcast") return markup`<span class="mention loud">@${String(value.range)}</span>`;
  if (value.type === "user") return markup`<span class="mention">@${labels(String(value.user_id))}</span>`;
  return markup`${list(value.elements).map((inner) => richText(inner, labels))}`;
}

function block(value: Json, labels: Labels): Markup {
  switch (value.type) {
    case "header":
      return markup`<h3 class="b-header">${textObject(value.text, labels)}</h3>`;
    case "section": {
      const fields = list(value.fields).map((field) => markup`<div>${textObject(field, labels)}</div>`);
      const accessory = asObject(value.accessory);
      return markup`<div class="b-section">${value.text !== undefined && markup`<div>${textObject(value.text, labels)}</div>`}
${fields.length > 0 && markup`<div class="b-fields">${fields}</div>`}${accessory !== null && element(accessory, labels)}</div>`;
    }
    case "context":
      return markup`<div class="b-context">${list(value.elements).map((item) => element(item, labels))}</div>`;
    case "actions":
      return markup`<div class="b-actions">${list(value.elements).map((item) => element(item, labels))}</div>`;
    case "divider":
      return markup`<hr>`;
    case "image":
      return element(value, labels);
    case "markdown":
      return markup`<div class="b-section">${lines(String(value.text ?? ""))}</div>`;
    case "rich_text":
      return markup`<div class="b-section">${richText(value, labels)}</div>`;
    default:
      return markup`<p class="muted">[${String(value.type)}]</p>`;
  }
}

/** Renders a message's blocks, or its text when it has none. */
export function renderBlocks(blocks: Json[], text: string, labels: Labels): Markup {
  if (blocks.length === 0) return markup`<div class="b-section">${mrkdwn(text, labels)}</div>`;
  return markup`${blocks.map((one) => block(one, labels))}`;
}
