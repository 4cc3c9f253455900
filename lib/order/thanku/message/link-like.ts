import { decodeHTML } from 'entities/decode';
import { holdsDomain } from './domain-like.ts';

/** Invisible characters: control, format, default-ignorable, marks, and a blank that counts as a symbol. */
const unseen = /[\p{C}\p{DI}\p{M}\u2800]/gu;
/** Full stops that browsers treat as a domain's dot. @see https://www.unicode.org/reports/tr46/ (the mapping table) */
const otherDots = /[\u3002\uff0e\uff61]/gu;
const tags = /<\/?[a-z!?][^<>]*>|[<>]/giu;

/** Transformations that page viewers may apply, which can turn one text into another. */
const respellings: readonly ((text: string) => string)[] = [
  (text) => text.normalize('NFKC'),
  (text) => text.replace(otherDots, '.'),
  (text) => text.replace(unseen, ''),
  (text) => text.replace(tags, ''),
  (text) => decodeHTML(text),
];

/** Far more than any normal text has. Nested entities would otherwise never end. */
const maxSpellings = 64;

/** All variants of a text without its entities, tags, invisible characters or compatibility forms, in any order. */
function spellingsOf(text: string): Set<string> {
  const spellings = new Set([text]);
  for (const spelling of spellings) {
    if (spellings.size > maxSpellings) break;
    for (const respell of respellings) spellings.add(respell(spelling));
  }
  return spellings;
}

const anyOf = (texts: readonly string[], test: (spelling: string) => boolean): boolean =>
  [...new Set(texts.flatMap((text) => [...spellingsOf(text)]))].some(test);

const scheme = /:\/\/|(?<!\p{L})(?:blob|callto|data|file|ftp|https?|javascript|mailto|sms|tel|vbscript|whatsapp):/iu;
const www = /www\s*\.|(?:^|[^\p{N}.])\d{1,3}(?:\.\d{1,3}){3}(?![\p{N}.])/iu;
const markdown = /\]\s*[([:]/u;
/** "Somchai (At) Suk" has a nickname. */
const at = /\S@\S|\(\s*at\s*\)|[[{]\s*[Aa][Tt]\s*[\]}]/u;
/** Seven digits with anything but letters between them: the shortest phone numbers. `➀` has no plain digit. */
const phone = /(?:[\p{Nd}\p{No}][^\p{L}\p{Nd}\p{No}]*){7}/u;

/** A link, a domain, an e-mail address or a phone number. Names contain none of these. */
const isContact = (text: string): boolean =>
  [scheme, www, markdown, at, phone].some((pattern) => pattern.test(text)) || holdsDomain(text);

const emoji = /\p{RGI_Emoji}/gv;
/** Persian, Indic scripts and emoji need one joiner at a time. More of them are an attack on the page's layout. */
const runs = /[\p{DI}\p{Cf}\u2800]{3}|\p{Script=Inherited}{5}|[\p{M}\p{DI}\p{Cf}]{7}/u;

/** Whether a text, raw or cleaned, contains something that isn't part of a name, in any spelling. */
export const isUnfitAsName = (raw: string, ...cleaned: string[]): boolean =>
  anyOf([raw, ...cleaned], isContact) ||
  // Finding emoji is slow, so they are only removed where they may form a run.
  anyOf([raw], (spelling) => runs.test(spelling) && runs.test(spelling.replace(emoji, ' '))) ||
  // Markup that cleaning missed, because it was an entity or used other characters.
  anyOf(cleaned, (spelling) => /[<>]/u.test(spelling));

/** "Learning JavaScript: the basics" and "HTTP: The Definitive Guide" are titles; `javascript:alert(1)` is a link. */
const schemeInTitle = /:\/\/|\b(?:https?|javascript|mailto|vbscript):\S|\btel:[+\d]|\bdata:\w+\//iu;
const wwwInTitle = /\bwww\./iu;
const emailInTitle = /[^\s@]@[^\s@]+\.\p{L}{2}/u;

/** Whether a title or number has a link with a scheme, `www.` or an e-mail address. "Node.js" and "No.5" don't. */
export const isUnfitAsTitle = (raw: string, ...cleaned: string[]): boolean =>
  anyOf([raw, ...cleaned], (spelling) =>
    [schemeInTitle, wwwInTitle, emailInTitle].some((pattern) => pattern.test(spelling)),
  );
