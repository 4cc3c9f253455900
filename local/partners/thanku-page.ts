import { createHash } from 'node:crypto';
import { escapeUTF8 } from 'entities/escape';
import { impactInWords } from '../../lib/order/thanku/impact-in-words.ts';
import type { Language } from '../../lib/shops/thanku-settings.ts';
import type { Reply } from './reply.ts';
import type { ThankuLedger } from './thanku-ledger.ts';
import type { Thanku } from './thanku.ts';

const style = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; background: light-dark(#eef5ee, #101a13); color: light-dark(#18261b, #e4efe6); }
aside { padding: .6rem 1rem; background: #8a4b00; color: #fff; text-align: center; font-size: .9rem; }
main { box-sizing: border-box; max-width: 40rem; margin: 0 auto; padding: clamp(1.5rem, 6vw, 4rem) 1.25rem; }
h1 { margin: 0 0 1.5rem; font-size: clamp(1.6rem, 6vw, 2.4rem); line-height: 1.2; }
blockquote { margin: 0; padding: 1.25rem; border-radius: .75rem; background: light-dark(#fff, #1c2a20);
  font-size: 1.15rem; white-space: pre-line; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1rem; margin: 2rem 0 0; font-size: .95rem; }
dt { opacity: .75; }
dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .75rem; } }
`;

/** Nothing is loaded, run or sent from a page that shows what customers wrote. */
const contentSecurityPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const words = {
  en: {
    sandbox: 'This is a sandbox. Nothing was planted, collected or paid for.',
    title: 'Somebody says thank you',
    impact: 'Impact',
    certificate: 'Certificate',
    from: 'From',
    order: 'Order',
    missing: 'This sandbox has no such ThankU.',
  },
  de: {
    sandbox: 'Dies ist eine Sandbox. Nichts wurde gepflanzt, gesammelt oder bezahlt.',
    title: 'Jemand sagt danke',
    impact: 'Wirkung',
    certificate: 'Zertifikat',
    from: 'Von',
    order: 'Bestellung',
    missing: 'Diese Sandbox hat kein solches ThankU.',
  },
};

/** `/you/{id}`, `/thanks/{id}`, `/{language}/app/collect/{id}` and `/certificate/{certificateNum}`: a ThankU as its customer sees it. `undefined`: another path. */
export function thankuPage(ledger: Pick<ThankuLedger, 'findBy'>, path: string): Reply | undefined {
  const [, kind, name = ''] = /^\/(you|thanks|certificate|(?:en|de)\/app\/collect)\/([A-Za-z0-9]+)$/.exec(path) ?? [];
  if (kind === undefined) return undefined;
  const found = ledger.findBy(kind === 'certificate' ? 'certificateNum' : 'id', name);
  return found === undefined
    ? page(404, 'en', `<p>${words.en.missing}</p>`)
    : page(200, found.language, contentOf(found));
}

function contentOf({ message, language, donateeGroup, impactValue, use100Grams, certificateNum, slug, pid }: Thanku) {
  const said = words[language];
  const facts = [
    [said.impact, impactInWords(impactValue, { cause: donateeGroup, use100Grams }, language)],
    [said.certificate, certificateNum],
    [said.from, slug],
    [said.order, pid],
  ];
  const list = facts.map(([name = '', value = '']) => `<dt>${name}</dt><dd>${escapeUTF8(value)}</dd>`);
  return `<blockquote dir="auto">${escapeUTF8(message)}</blockquote>\n<dl>${list.join('')}</dl>`;
}

const page = (status: number, language: Language, content: string): Reply => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': contentSecurityPolicy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  },
  text: `<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${words[language].title}</title><style>${style}</style></head>
<body><aside>${words[language].sandbox}</aside>
<main><h1>${words[language].title}</h1>
${content}
</main></body>
</html>
`,
});
