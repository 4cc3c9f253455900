import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** How wide a terminal is; `undefined`: the stream leads to no terminal. */
export function terminalColumns({ isTTY, columns }: NodeJS.WriteStream): number | undefined {
  if (!isTTY) return undefined;
  // A terminal that doesn't say how wide it is says 0.
  return columns || Number(process.env['COLUMNS']) || 80;
}

/** How many columns of a terminal a text takes: of several lines, the widest. */
export const textWidth = (text: string): number => Math.max(0, ...text.split('\n').map((line) => stringWidth(line)));

/** A word of other scripts may be a whole sentence, so it is broken anywhere; what may be an id is not. */
const mayBeId = (word: string): boolean => !/[\u0250-\u{10ffff}]/u.test(word);
const narrowestSentence = 16;

/** How narrow a text can get without breaking what somebody may want to copy. */
export const narrowest = (text: string): number =>
  Math.max(
    0,
    ...text.split(/\s/).map((word) => Math.min(stringWidth(word), mayBeId(word) ? Infinity : narrowestSentence)),
  );

/** Breaks a text between words. A word of Latin letters that is wider than `columns` stays whole: the terminal breaks it. */
export function wrapText(text: string, columns: number): string {
  // As it is, with the spaces that indent it.
  if (textWidth(text) <= columns) return text;
  const broken = text.replace(/\S+/g, (word) =>
    mayBeId(word) || stringWidth(word) <= columns
      ? word
      : wrapAnsi(word, columns, { hard: true }).replaceAll('\n', ' '),
  );
  return wrapAnsi(broken, columns, { trim: true });
}

/** A name and two spaces or more, as lists of names and values have it; else the indentation. */
const nameOfLine = /^ *(?:\S+(?: \S+){0,3} {2,})?/;
const command = /\.\/thankflow .*$/s;
/** Before a command: `  $ `, `    → `. */
const isMark = (text: string): boolean => /^\W*$/.test(text);

/** A line of prose for a terminal of so many columns. A command in it ends the line, and stays one that can be copied. */
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

/** Words of a shell; one in quotes may hold spaces. */
const shellWords = /(?:[^\s"']|"[^"]*"|'[^']*')+/g;

/** A command over several lines, each but the last ending in `\`. A comment of it comes below. */
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
