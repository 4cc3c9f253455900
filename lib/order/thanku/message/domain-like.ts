/** Abbreviations that may be joined to a name by a dot: "St.John", "Dr.Who". In lower case, without accents. */
const abbreviations = new Set(
  (
    'abd bc br capt chr col cpt da dhr dipl don dr dra drs fam fca fco fr frl gen geo gpe hl hj hon hr ing ir joh jos jr judr ' +
    'lt ma mag maj mc md mevr mgr mhd mlle mme moh mohd mr mrs ms msgr mudr muh mx ph phdr prof rev san sgt sh smt sr sra srta ' +
    'st sta ste sto th wm др св'
  ).split(' '),
);

/** Domain endings that aren't names, in capitals too: "T.Com", "DR.BET". */
const endings =
  'app bet biz blog casino click cloud club com dev edu email example fun game games gov icu info int invalid link live local ' +
  'mil net online onion org page pro shop site space store tech test top vip web website win xyz';
const commonEndings = new Set(endings.split(' '));
const commonEnding = String.raw`(?:${endings.replaceAll(' ', '|')})(?![\p{L}\p{M}\p{N}])`;

/** Middle dots, bullets, full stops of other scripts, a low quote and a Lisu letter. */
const lookAlikes = String.raw`[\u00b7\u2022\u2027\u2219\u22c5\u30fb\u06d4\u0589\u201a\u2e31\u2e33\ua4f8\u0701\u0702]`;
const boxedDot = String.raw`[\[({]\s*(?:\.|dot|punkt)\s*[\])}]`;
/**
 * Dots that people read and programs don't: `evil .com`, `evil·com`, `evil[.]com`. "Gal·la", "约翰·史密斯", "Dorothy (Dot)
 * Smith" and "Dr. Page" are names. So such a dot only counts before a common ending or a lower-case letter.
 */
const disguisedDots = [
  new RegExp(String.raw`[\p{L}\p{N}]\p{M}*\s*(?:${lookAlikes}|\s\.|${boxedDot})\s*${commonEnding}`, 'iu'),
  new RegExp(String.raw`${boxedDot}\s*[a-z]{2}(?![\p{L}\p{M}\p{N}])|\sdot\s(?:com|net|org)(?![\p{L}\p{M}\p{N}])`, 'u'),
];
const dotAndBlank = new RegExp(String.raw`(?<![^\s.])([^\s.]+)\.\s+${commonEnding}`, 'gu');

/** The text before each dot, the text after it, and the next character. A label between dots is in two pairs. */
const dotted = /(?<![^\s.])([^\s.]*)\.(?=([\p{L}\p{M}\p{N}-]+)([/?#\\]|:\d)?)/gu;

const lettersOf = (label: string): string => label.replace(/[^\p{L}]/gu, '');
const plainLetters = (label: string): string => lettersOf(label.normalize('NFKD')).toLowerCase();

/** Scripts that have neither capitals nor abbreviations with a dot. */
const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

/**
 * Whether a text may contain a domain without a scheme: `bit.ly/abc`, `Casino.com`, `пример.рф`. There are over a
 * thousand endings, and new ones each year, so it looks for dots that occur in names instead: in initials ("J.R.R.
 * Tolkien", "எம்.ஜி.ஆர்") and in a few abbreviations before a capitalized name ("St.John"). Every other dot between
 * letters counts as a domain's, even "Mary.Ann": hiding a name does no harm.
 */
export function holdsDomain(text: string): boolean {
  for (const [, before = '', label = '', path] of text.matchAll(dotted)) {
    if (before !== '' && !isDotOfName(before, label, path !== undefined)) return true;
  }
  return disguisedDots.some((pattern) => pattern.test(text)) || holdsDotAndBlank(text);
}

/** `evil. com`, but not "dr. page" or "j. page". */
const holdsDotAndBlank = (text: string): boolean =>
  [...text.matchAll(dotAndBlank)].some(
    ([, before = '']) => lettersOf(before).length > 1 && !abbreviations.has(plainLetters(before)),
  );

function isDotOfName(before: string, label: string, hasPath: boolean): boolean {
  const letters = lettersOf(label);
  // No domain ending is a single letter or begins with a digit.
  if (letters.length < 2 || /^\p{N}/u.test(label)) return true;
  if (hasPath || !/^-?[\p{Lu}\p{Lt}\p{Lo}][\p{L}\p{M}-]*$/u.test(label)) return false;
  const short = before.replace(/^\p{P}+/u, '');
  if (commonEndings.has(plainLetters(label)) || /[^\p{L}\p{M}]/u.test(short)) return false;
  // Two-letter endings belong to countries: "T.Co" is a domain, "Dr.Li" a name.
  if (abbreviations.has(plainLetters(short))) return true;
  const isInitial = /^[\p{Lu}\p{Lt}\p{Lo}]\p{M}*$/u.test(short);
  if (cjk.test(short + label)) return isInitial && !cjk.test(short);
  if (/^\p{Lo}/u.test(label)) return isInitial || /^\p{Lo}\p{M}*\p{Lo}\p{M}*$/u.test(short);
  return isInitial && letters.length > 2;
}
