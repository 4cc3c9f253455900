import { isUnfitAsName, isUnfitAsTitle } from './link-like.ts';

/** How one grapheme (what a person calls a character) ends and the next begins; the same in every language we have. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Zero-width joiner and non-joiner: emoji families and Persian need them. Every other invisible format character goes. */
const invisible = /(?![\u200c\u200d])\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}/gu;
const code = /<(script|style)\b[^>]*>.*?<\/\1\b[^>]*>/giu;
const tags = /<\/?[a-z!?][^<>]*>/giu;
/** At least one character that shows. Default-ignorable code points include fillers that count as letters. */
const visible = /[^\p{DI}\p{M}\s\u2800]/u;
/** Blanks that count as letters or symbols. */
const blanks = /[\u115f\u1160\u2800\u3164\uffa0]/gu;
/** Joiners join letters of scripts without capitals, and emoji, one at a time. Others only hide what a word is. */
const idleJoiners = /(?<![\p{Lo}\p{M}\p{Emoji}])[\u200c\u200d]+|(?<=[\p{Nd}#*\u200c\u200d])[\u200c\u200d]+/gu;

/**
 * Text that somebody else wrote, cleaned: one line, no control characters, no bidi overrides, no markup, no towers of
 * combining marks, at most `maxChars`. `''` where nothing that shows is left. What it says is not judged.
 */
export function cleanText(text: string, maxChars: number): string {
  return capped(cleaned(text), maxChars);
}

function cleaned(text: string): string {
  const clean = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(blanks, ' ')
    .replace(invisible, '')
    .replace(code, '')
    .replace(tags, '')
    .replace(/[<>]/g, '')
    .replace(idleJoiners, '')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  return visible.test(clean) ? clean : '';
}

/** A title or number fit for a public page: cleaned, and `''` if it holds a link with its scheme, `www.` or an e-mail address. */
export function plainText(text: string, maxChars: number): string {
  const whole = cleaned(text);
  const shown = capped(whole, maxChars);
  return isUnfitAsTitle(text, whole, shown) ? '' : shown;
}

/**
 * A person's name fit for a public page: cleaned, and `''` if it holds a link, a domain, an e-mail address, a phone number
 * or runs of characters that nobody sees. Whoever puts one there gets the fallback.
 */
export function plainName(text: string, maxChars: number): string {
  const whole = cleaned(text);
  const shown = capped(whole, maxChars);
  return isUnfitAsName(text, whole, shown) ? '' : shown;
}

/**
 * At most `maxChars` UTF-16 code units (the strictest count a receiver could use), cut between graphemes and marked with `…`.
 * Never cuts a surrogate pair, an emoji or an accent off.
 */
export function capped(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > maxChars - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
