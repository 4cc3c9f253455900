import { randomBytes } from 'node:crypto';
import { styleText } from 'node:util';

export type Style = 'bold' | 'green' | 'yellow' | 'red';

const escapeCharacter = '\u001b';
/** Stands for the escape character in our own colours until they are printed. It is new in each process: nothing from outside has it. */
const own = `\u{f0000}${randomBytes(16).toString('hex')}`;

/**
 * What a terminal obeys or doesn't show: control and format characters (bidi, zero-width), halves of characters, other ends of lines. Not
 * the joiner that makes one emoji of several.
 */
const unprintable =
  /(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic}))[\p{C}\p{Zl}\p{Zp}]/gu;
const short: Record<string, string> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/** `\u001b`; outside the Basic Multilingual Plane two of them, as in JSON. */
const codeUnits = (character: string): string =>
  character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const escaped = (text: string): string =>
  text
    .split(own)
    .map((part) => part.replace(unprintable, (character) => short[character] ?? codeUnits(character)))
    .join(own);

/**
 * One line as a terminal may get it. Customers, shops and partners write much of what is printed, and a sequence of control
 * characters could rewrite the screen, or pass for a line of ours: everything but the colours of `styled` is shown as `\u001b`.
 */
export const forTerminal = (line: string): string => escaped(line).replaceAll(own, escapeCharacter);

/** Several lines as a terminal may get them: where they end is ours to say. */
export const linesForTerminal = (text: string): string => text.split('\n').map(forTerminal).join('\n');

/** A text in a colour, for `forTerminal`. Only where a terminal reads it, and not under NO_COLOR. */
export const styled = (style: Style, text: string, stream: NodeJS.WriteStream): string =>
  styleText(style, escaped(text), { stream }).replaceAll(escapeCharacter, own);

/** JSON for a terminal: the characters that JSON lets through and a terminal obeys, or does not show, are escaped too. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(unprintable, (character) =>
    // What is not escaped yet is an end of line of the indentation.
    character === '\n' ? character : codeUnits(character),
  );

const octalBytes = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** A text as one word of a command that is there to be copied, whatever it holds. With control characters: for bash, zsh and ksh. */
export function shellWord(text: string): string {
  if (/^[\w@.+/:][\w@.+/:-]*$/.test(text)) return text;
  if (text.search(unprintable) < 0) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${text.replace(/[\\']/g, String.raw`\$&`).replace(unprintable, octalBytes)}'`;
}
