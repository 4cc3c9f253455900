import { createHash } from 'node:crypto';
import { escapeUTF8 } from 'entities/escape';
import type { Assets } from './assets.ts';
import type { Content } from './content.ts';
import { vocabulary } from './words.ts';

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The page loads nothing, runs only its own script, and asks only its own address. */
export const contentSecurityPolicy = ({ style, refresh }: Assets): string =>
  [
    "default-src 'none'",
    `style-src ${hashOf(style)}`,
    `script-src ${hashOf(refresh)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** A complete HTML page of one view. @param shopName how the shop calls itself, if it's known */
export function page(content: Content, shopName: string | undefined, { style, refresh }: Assets): string {
  const { language, refreshSeconds } = content;
  const said = vocabulary[language];
  const title = escapeUTF8(content.title);
  const links = [
    content.collect &&
      `<a class="button" rel="noreferrer" href="${escapeUTF8(content.collect.href)}">${content.collect.label}</a>`,
    ...[content.share, content.certificate].map(
      (link) => link && `<a rel="noreferrer" href="${escapeUTF8(link.href)}">${link.label}</a>`,
    ),
  ].filter((link) => link !== undefined);
  const refreshes = refreshSeconds !== undefined;
  const note = refreshes ? said.refreshes : said.later;
  const small = [
    content.state === 'waiting' && `<span id="refreshes" role="status">${note}</span>`,
    shopName && escapeUTF8(shopName),
  ].filter(Boolean);
  return `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title><style>${style}</style></head>
<body${refreshes ? ` class="refreshes" data-refresh-seconds="${refreshSeconds}" data-later="${said.later}"` : ''}>
<main>${content.drawing}
<h1>${title}</h1>
<p>${escapeUTF8(content.text)}</p>
${links.length > 0 ? `<nav>${links.join('\n')}</nav>\n` : ''}${refreshes ? `<noscript><a href="">${said.again}</a></noscript>\n` : ''}<small>${small.join('<br>')}</small></main>${
    refreshes ? `<script>${refresh}</script>` : ''
  }
</body>
</html>
`;
}
