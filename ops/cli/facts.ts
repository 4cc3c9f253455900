import type { Output } from './output.ts';

/** `bad`: it needs a person, or its outcome is unknown. `warn`: stopped or denied. `good`: done. */
export type Tone = 'bad' | 'warn' | 'good' | 'calm';

/** A state, in words and in a colour. */
export interface Toned {
  text: string;
  tone: Tone;
}

/** One thing to know about an order, a message or a webhook, as commands print it and the console shows it. */
export interface Fact {
  /** `''`: it continues the fact before. */
  name: string;
  text?: string;
  state?: Toned;
  more?: string[];
  link?: string;
  /** The order that it's about: `shop/pid`. */
  order?: string | undefined;
}

const colours = { bad: 'red', warn: 'yellow', good: 'green' } as const;

export const inTone = (out: Output, { tone, text }: Toned): string =>
  tone === 'calm' ? text : out.style(colours[tone], text);

/** Prints a line for each fact. @param nameChars the width of the names' column */
export function printFacts(out: Output, facts: readonly Fact[], nameChars: number, before = ''): void {
  for (const { name, text, state, more = [], link } of facts) {
    const first = [text, state && inTone(out, state)].filter(Boolean).join(' ');
    out.line(`${before}${name.padEnd(nameChars)}${[first, ...more, link].filter(Boolean).join('   ')}`);
  }
}
