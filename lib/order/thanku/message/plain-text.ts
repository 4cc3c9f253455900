import { isUnfitAsName, isUnfitAsTitle } from './link-like.ts';

/** Splits text into graphemes (what people call characters). They are the same in all our languages. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Emoji families and Persian need zero-width (non-)joiners. All other invisible format characters are removed. */
const invisible = /(?![\u200c\u200d])\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}/gu;
const code = /<(script|style)\b[^>]*>.*?<\/\1\b[^>]*>/giu;
const tags = /<\/?[a-z!?][^<>]*>/giu;
/** At least one visible character. Default-ignorable code points include fillers that count as letters. */
const visible = /[^\p{DI}\p{M}\s\u2800]/u;
/** Blanks that count as letters or symbols. */
const blanks = /[\u115f\u1160\u2800\u3164\uffa0]/gu;
/** Joiners join letters of scripts without capitals, and emoji, one at a time. Other joiners only disguise words. */
const idleJoiners = /(?<![\p{Lo}\p{M}\p{Emoji}])[\u200c\u200d]+|(?<=[\p{Nd}#*\u200c\u200d])[\u200c\u200d]+/gu;

/**
 * Cleans text from outside: one line, no control characters, no bidi overrides, no markup, no stacks of combining
 * marks, at most `maxChars` UTF-16 code units. Returns `''` if nothing visible is left. Doesn't judge the content.
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

/** Cleans a title or number: `''` if it has a link with a scheme, `www.` or an e-mail address. */
export function plainText(text: string, maxChars: number): string {
  const whole = cleaned(text);
  const shown = capped(whole, maxChars);
  return isUnfitAsTitle(text, whole, shown) ? '' : shown;
}

/** A name for a public page; `''` if it looks like a link, an address, a phone number or invisible text. */
export function plainName(text: string, maxChars: number): string {
  const whole = cleaned(text);
  const shown = capped(whole, maxChars);
  return isUnfitAsName(text, whole, shown) ? '' : shown;
}

/** At most `maxChars` UTF-16 code units, cut between graphemes and marked with `…`. */
export function capped(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  let kept = '';
  for (const { segment } of graphemes.segment(text)) {
    if (kept.length + segment.length > maxChars - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}
