import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Returns how many columns a text takes: its widest line. */
export const textWidth = (text: string): number => Math.max(0, ...text.split('\n').map((line) => stringWidth(line)));

/** Words of other scripts may be whole sentences, so they break anywhere. Latin words may be IDs and stay whole. */
const mayBeId = (word: string): boolean => !/[\u0250-\u{10ffff}]/u.test(word);
const narrowestSentence = 16;

/** Returns how narrow a text can get without breaking a word that somebody may copy. */
export const narrowest = (text: string): number =>
  Math.max(
    0,
    ...text.split(/\s/).map((word) => Math.min(stringWidth(word), mayBeId(word) ? Infinity : narrowestSentence)),
  );

/** Breaks a text between words. A word of Latin letters that is wider than `columns` stays whole: the terminal breaks it. */
export function wrapText(text: string, columns: number): string {
  // Keeps the indentation.
  if (textWidth(text) <= columns) return text;
  const broken = text.replace(/\S+/g, (word) =>
    mayBeId(word) || stringWidth(word) <= columns
      ? word
      : wrapAnsi(word, columns, { hard: true }).replaceAll('\n', ' '),
  );
  return wrapAnsi(broken, columns, { trim: true });
}

/** Matches a name followed by two or more spaces, or else the indentation. */
const nameOfLine = /^ *(?:\S+(?: \S+){0,3} {2,})?/;
/** Commands of other programs are recognised only where nothing but a mark is before them. */
const command = /\.\/thankflow .*$|(?<=^\W*)\b(?:aws|git|npm) .*$/s;
/** Before a command: `  $ `, `    → `. */
const isMark = (text: string): boolean => /^\W*$/.test(text);

/** Wraps a line of prose to a number of columns. A command must be at the line's end, and can still be copied. */
export function wrapLine(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  const [typed] = command.exec(line) ?? [];
  if (typed === undefined) return wrapProse(line, columns);
  const before = line.slice(0, line.length - typed.length);
  const indent = /^ */.exec(line)?.[0] ?? '';
  if (isMark(before)) return wrapCommand(before, typed, columns);
  return `${wrapProse(before.trimEnd(), columns)}\n${wrapCommand(`${indent}  `, typed, columns)}`;
}

function wrapProse(line: string, columns: number): string {
  const [named = ''] = nameOfLine.exec(line) ?? [];
  const [indent = ''] = /^ */.exec(line) ?? [];
  const start = stringWidth(named) <= columns / 2 ? named : indent;
  const hanging = ' '.repeat(stringWidth(start));
  const lines = wrapText(line.slice(start.length), columns - hanging.length).split('\n');
  return lines.map((text, index) => `${index === 0 ? start : hanging}${text}`).join('\n');
}

/** A shell's words. A quoted word may contain spaces. */
const shellWords = /(?:[^\s"']|"[^"]*"|'[^']*')+/g;

/** Wraps a command: each line but the last ends in `\`. A comment goes below it. */
function wrapCommand(start: string, typed: string, columns: number): string {
  const [text = '', comment] = typed.split(/ +# /);
  const lines: string[] = [];
  let line = start;
  let isEmpty = true;
  for (const word of text.match(shellWords) ?? []) {
    if (!isEmpty && stringWidth(`${line} ${word} \\`) > columns) {
      lines.push(`${line} \\`);
      line = ' '.repeat(stringWidth(start) + 2);
      isEmpty = true;
    }
    line = `${line}${isEmpty ? '' : ' '}${word}`;
    isEmpty = false;
  }
  lines.push(line);
  if (comment !== undefined) lines.push(wrapProse(`${' '.repeat(stringWidth(start))}# ${comment}`, columns));
  return lines.join('\n');
}
