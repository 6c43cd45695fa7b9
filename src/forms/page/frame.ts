import { createHash } from 'node:crypto';
import { html, Markup, type Part } from './markup.js';
import { script } from './script.js';
import { style } from './style.js';

/** A page with this title that needs nothing else: its own style and script, and a policy under which it asks nobody for anything. */
export function framed(title: Part, main: Part, footer: string): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src '${digest(style)}'; script-src '${digest(script)}'; img-src data:; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<main>
${main}
</main>
<footer><p>${footer}</p></footer>
<script>${new Markup(script)}</script>
</body>
</html>
`;
  return page.toString();
}

/** What a policy knows an inline text by. */
function digest(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}
