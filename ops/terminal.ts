const escape = '\u001b';

/** A control character, with what makes a colour of it; the end of a line and the tab may stay. */
const control = /[^\P{Cc}\n\t](\[[\d;]*m)?/gu;
/** What turns the direction of the text around it. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

/**
 * A text as a terminal may get it, with nothing but colours that a terminal obeys: customers, shops and partners write
 * much of it, and a sequence of control characters could rewrite what stands there already.
 */
export const shownText = (text: string): string =>
  text
    .replace(control, (found: string, colour?: string) =>
      colour !== undefined && found.startsWith(escape) ? found : (colour ?? ''),
    )
    .replace(turning, '');

/** JSON for a terminal: the characters that JSON lets through and a terminal obeys, or does not show, are escaped too. */
export const jsonText = (value: unknown, indent?: number): string =>
  JSON.stringify(value, undefined, indent).replace(/[^\P{C}\n]/gu, (character) =>
    // A character outside the Basic Multilingual Plane is two units, each escaped by itself.
    character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );

/** A text as one word of a command line that is there to be copied, whatever stands in it. */
export const shellWord = (text: string): string =>
  /^[\w@.+/][\w@.+/-]*$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
