const cut = '[…]';
const maxChars = 500;
const longNumber = /\d(?:[ .-]?\d){8,}/g;
/** Digits of every script, and the separators that people write between them. */
const anyNumber = /\p{Nd}(?:[\s.,:/()+-]*\p{Nd})*/gu;
/** A sequence of this length that we also sent counts as an echo. */
const windowLength = 8;
const minSentChars = 2;

/**
 * Makes a partner's error text fit to be stored and shown to operators. Whatever we sent (message, names, e-mail address, token), e-mail
 * addresses, long numbers and long codes become `[…]`, even if only a part is echoed, in another case, or escaped as JSON, HTML or a URL. The
 * result has no control characters or escapes, and at most 500 characters.
 * @param digits `all-digits` if what we sent is no longer known, so that any number could be personal
 */
export function scrub(
  words: string,
  sent: readonly (string | undefined)[],
  digits: 'long-numbers' | 'all-digits' = 'long-numbers',
): string {
  const chars = Array.from(tidy(words));
  const folded = chars.map(fold);
  const hidden = new Set<number>();
  const hide = (from: number, to: number) => {
    for (let at = from; at < to; at++) hidden.add(at);
  };
  for (const text of sent) {
    if (text !== undefined) hideEchoes(folded, Array.from(tidy(text)).map(fold), hide);
  }
  const shown = chars.map((char, at) => (hidden.has(at) ? '\0' : char)).join('');
  return (
    shown
      .replace(/\0+/g, cut)
      .replace(/[^\s<>"'(),:;]+@[^\s<>"'(),:;]+/g, cut)
      // Signatures and tokens contain digits; long error names don't.
      .replace(/(?=[A-Za-z+/_=-]*\d)[A-Za-z0-9+/_=-]{32,}/g, cut)
      .replace(digits === 'all-digits' ? anyNumber : longNumber, cut)
      .slice(0, maxChars)
      .toWellFormed()
  );
}

/** Hides each occurrence of a short text, and each sequence of `windowLength` in common with a long one. */
function hideEchoes(words: readonly string[], sent: readonly string[], hide: (from: number, to: number) => void): void {
  const length = Math.min(sent.length, windowLength);
  if (length < minSentChars) return;
  const windows = new Set<string>();
  for (let at = 0; at + length <= sent.length; at++) windows.add(sent.slice(at, at + length).join(''));
  // Two or three Latin letters occur within many words. Only a separate word is a name.
  const wholeWord = length < 4 && sent.every((char) => /[a-z0-9]/.test(char));
  for (let at = 0; at + length <= words.length; at++) {
    if (!windows.has(words.slice(at, at + length).join(''))) continue;
    if (!wholeWord || (!isLetter(words[at - 1]) && !isLetter(words[at + length]))) hide(at, at + length);
  }
  // The text was cut to a limit, maybe in the middle of an echo.
  for (let kept = length - 1; kept >= 3; kept--) {
    if (words.slice(-kept).join('') === sent.slice(0, kept).join('')) return hide(words.length - kept, words.length);
  }
}

const isLetter = (char: string | undefined) => char !== undefined && /[\p{L}\p{N}]/u.test(char);
const fold = (char: string) => char.toLowerCase();

const entities = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Brings a text into one form: undoes escapes, normalises compatibility characters, and replaces controls and spaces with one space. */
function tidy(text: string): string {
  let plain = text;
  // JSON quoted within JSON is escaped twice.
  for (let round = 0; round < 3; round++) plain = withoutEscapes(plain);
  return plain
    .normalize('NFKC')
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim();
}

function withoutEscapes(text: string): string {
  return text
    .replace(/\\(?:u([0-9a-fA-F]{4})|([nrtbf"'\\/]))/g, (_, hex: string | undefined, char: string) =>
      hex === undefined ? (/[nrtbf]/.test(char) ? ' ' : char) : String.fromCharCode(Number.parseInt(hex, 16)),
    )
    .replace(/&#(\d{1,7});/g, (whole, code: string) => character(Number(code), whole))
    .replace(/&#[xX]([0-9a-fA-F]{1,6});/g, (whole, hex: string) => character(Number.parseInt(hex, 16), whole))
    .replace(/&(\w{2,4});/g, (whole, name: string) => entities.get(name) ?? whole)
    .replace(/(?:%[0-9a-fA-F]{2})+/g, (run) => Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'));
}

const character = (code: number, whole: string) => (code <= 0x10ffff ? String.fromCodePoint(code) : whole);
