import { randomBytes } from 'node:crypto';
import { styleText } from 'node:util';

export type Style = 'bold' | 'green' | 'yellow' | 'red';

const escapeCharacter = '\u001b';
/** Replaces the escape character in our own colours until they are printed. Random per process, so no outside text can contain it. */
const own = `\u{f0000}${randomBytes(16).toString('hex')}`;

/**
 * Characters that a terminal obeys or hides: control and format characters (bidi, zero-width), lone surrogates, other line ends. Not the
 * zero-width joiner inside an emoji.
 */
const unprintable =
  /(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic}))[\p{C}\p{Zl}\p{Zp}]/gu;
const short: Record<string, string> = { '\n': String.raw`\n`, '\r': String.raw`\r`, '\t': String.raw`\t` };

/** `\u001b`. Characters outside the Basic Multilingual Plane become two, as in JSON. */
const codeUnits = (character: string): string =>
  character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

const escaped = (text: string): string =>
  text
    .split(own)
    .map((part) => part.replace(unprintable, (character) => short[character] ?? codeUnits(character)))
    .join(own);

/**
 * Makes one line safe for a terminal. Outsiders write much of what is printed, and control characters could rewrite the screen or imitate our
 * output. Everything except the colours of `styled` is escaped as `\u001b`.
 */
export const forTerminal = (line: string): string => escaped(line).replaceAll(own, escapeCharacter);

/** Makes several lines safe for a terminal. Only use it for line feeds of our own. */
export const linesForTerminal = (text: string): string => text.split('\n').map(forTerminal).join('\n');

/** Colours a text for `forTerminal`, if the stream is a terminal and NO_COLOR isn't set. */
export const styled = (style: Style, text: string, stream: NodeJS.WriteStream): string =>
  styleText(style, escaped(text), { stream }).replaceAll(escapeCharacter, own);

/** Formats JSON for a terminal. Also escapes characters that JSON allows and a terminal obeys or hides. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(unprintable, (character) =>
    // Any line feed left here belongs to the indentation.
    character === '\n' ? character : codeUnits(character),
  );

const octalBytes = (character: string): string =>
  [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');

/** Quotes any text as one word of a shell command. With control characters, only bash, zsh and ksh can read it. */
export function shellWord(text: string): string {
  if (/^[\w@.+/:][\w@.+/:-]*$/.test(text)) return text;
  if (text.search(unprintable) < 0) return `'${text.replaceAll("'", String.raw`'\''`)}'`;
  return `$'${text.replace(/[\\']/g, String.raw`\$&`).replace(unprintable, octalBytes)}'`;
}
