/** How one grapheme (what a person calls a character) ends and the next begins; the same in every language we have. */
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Zero-width joiner and non-joiner: emoji families and Persian need them. Every other invisible format character goes. */
const invisible = /(?![\u200c\u200d])\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}/gu;
const code = /<(script|style)\b[^>]*>.*?<\/\1\b[^>]*>/giu;
const tags = /<\/?[a-z!?][^<>]*>/giu;
/** At least one character that shows. Default-ignorable code points include fillers that count as letters. */
const visible = /[^\p{DI}\p{M}\s\u2800]/u;
const link = /:\/\/|\bwww\.|\bjavascript:|\]\(/iu;

/**
 * Text that somebody else wrote, made fit for a public page: one line, no control characters, no bidi overrides, no markup,
 * no towers of combining marks, at most `maxChars`. Gives `''` where nothing fit is left.
 */
export function plainText(text: string, maxChars: number): string {
  const clean = text
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replace(invisible, '')
    .replace(code, '')
    .replace(tags, '')
    .replace(/[<>]/g, '')
    .replace(/(\p{M}{4})\p{M}+/gu, '$1')
    .replace(/\s+/gu, ' ')
    .trim();
  return visible.test(clean) ? capped(clean, maxChars) : '';
}

/** The same for a person's name, which is no place for a link: whoever puts one there gets the fallback. */
export const plainName = (text: string, maxChars: number): string => (link.test(text) ? '' : plainText(text, maxChars));

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
