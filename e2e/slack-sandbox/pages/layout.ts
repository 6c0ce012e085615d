import { readFileSync } from "node:fs";
import { type Markup, markup } from "../html.ts";
import { html, type Reply } from "../http.ts";

const STYLE = ["style.css", "client.css"]
  .map((file) => readFileSync(new URL(`./${file}`, import.meta.url), "utf8"))
  .join("\n");

/** The stylesheet of all pages, served as a file of its own. */
export function styleSheet(): Reply {
  return { status: 200, headers: { "content-type": "text/css; charset=utf-8" }, body: STYLE };
}

/** The app icon in bot profiles and on pages. */
export function iconFile(): Reply {
  const body =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="8" fill="#4a154b"/><path d="M18 8a7 7 0 0 0-7 7v6l-2 3h18l-2-3v-6a7 7 0 0 0-7-7zm-3 18a3 3 0 0 0 6 0z" fill="#fff"/></svg>';
  return { status: 200, headers: { "content-type": "image/svg+xml" }, body };
}

/** A padlock drawn here, since not every machine has an emoji font. */
export const LOCK = markup`<svg class="lock" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="M4.5 7V5a3.5 3.5 0 0 1 7 0v2M3.5 7h9v6.5h-9z" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linejoin="round"/></svg>`;

/** A whole document around a page's body. */
export function page(title: string, body: Markup, kind: "plain" | "client" = "plain", status = 200): Reply {
  const top =
    kind === "client"
      ? ""
      : markup`<header class="top"><a class="brand" href="/"><span class="logo" aria-hidden="true"></span>slack sandbox</a>
<nav aria-label="Main"><a href="/client">Workspaces</a><a href="/apps">Your apps</a></nav></header>`;
  const document = markup`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>${title} | Slack sandbox</title>
<link rel="icon" href="/icon.svg" type="image/svg+xml"><link rel="stylesheet" href="/style.css"></head>
<body class="${kind}">${top}${body}</body></html>`;
  return html(document.text, status);
}

/** A page that says what went wrong and why. */
export function errorPage(title: string, error: string, detail: string, status = 400): Reply {
  return page(
    title,
    markup`<main class="card narrow"><h1>${title}</h1><p>${detail}</p><p class="muted">Error: <code>${error}</code></p></main>`,
    "plain",
    status,
  );
}
