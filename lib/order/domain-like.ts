/** Dots between an abbreviation and a name, written without a space: "St.John", "Dr.Who". In lower case, without accents. */
const abbreviations = new Set(
  (
    'br capt chr col cpt da dipl don dr fam fr frl gen geo hl hon hr ing joh jos jr lt ma mag maj mc mlle mme mr mrs ms msgr ' +
    'mx ph prof rev san sgt sr sra srta st sta ste sto th wm др св'
  ).split(' '),
);

/** Endings that nobody is called by, in capitals too: "T.Com", "DR.BET". */
const commonEndings = new Set(
  (
    'app bet biz blog casino click cloud club com dev edu email example fun games gov icu info int invalid link live local ' +
    'mil net online onion org page pro shop site space store tech test top vip web website win xyz'
  ).split(' '),
);

/** What stands before each dot, what follows it, and the character after that. A label is in two pairs: after one dot, before the next. */
const dotted = /([^\s.]*)\.(?=([\p{L}\p{M}\p{N}-]+)([/?#\\]|:\d)?)/gu;

const lettersOf = (label: string): string => label.replace(/[^\p{L}]/gu, '');
const plainLetters = (label: string): string => lettersOf(label.normalize('NFKD')).toLowerCase();

/** Scripts that have neither capitals nor abbreviations with a dot. */
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * Whether a text holds what may be a domain without its scheme: `bit.ly/abc`, `Casino.com`, `пример.рф`. There are over a
 * thousand endings and new ones each year, so it asks the other question: is this dot one that people write in a name? Those
 * are initials ("J.R.R. Tolkien", "எம்.ஜி.ஆர்") and a few abbreviations before a name with a capital ("St.John"). Every
 * other dot between letters is a domain's, "Mary.Ann" too: a name that is not shown does no harm.
 */
export function holdsDomain(text: string): boolean {
  for (const [, before = '', label = '', path] of text.matchAll(dotted)) {
    if (before !== '' && !isDotOfName(before, label, path !== undefined)) return true;
  }
  return false;
}

function isDotOfName(before: string, label: string, hasPath: boolean): boolean {
  const letters = lettersOf(label);
  // No ending of a domain has one letter only, or begins with a digit.
  if (letters.length < 2 || /^\p{N}/u.test(label)) return true;
  if (hasPath || !/^-?[\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}-]*$/u.test(label)) return false;
  const short = before.replace(/^\p{P}+/u, '');
  if (commonEndings.has(plainLetters(label)) || /[^\p{L}\p{M}]/u.test(short)) return false;
  // Countries have the endings of two letters: "T.Co" is a domain, "Dr.Li" a name.
  if (abbreviations.has(plainLetters(short))) return true;
  const isInitial = /^[\p{Lu}\p{Lt}\p{Lo}]\p{M}*$/u.test(short);
  if (cjk.test(short + label)) return isInitial && !cjk.test(short);
  if (/^\p{Lo}/u.test(label)) return isInitial || /^\p{Lo}\p{M}*\p{Lo}\p{M}*$/u.test(short);
  return isInitial && letters.length > 2;
}
