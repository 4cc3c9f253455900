import type { Output } from '../cli/output.ts';
import { countCell, number } from '../cli/words.ts';
import { nameOf, type Dead } from './dead.ts';
import { metFates, type Fate } from './fate.ts';

/** How many dead letters met which fate, with the first few of each by name. */
export interface Tally {
  counts: Partial<Record<Fate, number>>;
  examples: Partial<Record<Fate, string[]>>;
  add(dead: Dead, fate: Fate, detail?: string): void;
}

const mostExamples = 10;

export function tally(): Tally {
  const counts: Tally['counts'] = {};
  const examples: Tally['examples'] = {};
  return {
    counts,
    examples,
    add(dead, fate, detail) {
      counts[fate] = (counts[fate] ?? 0) + 1;
      const few = (examples[fate] ??= []);
      const name = detail === undefined ? nameOf(dead) : `${nameOf(dead)}: ${detail}`;
      if (few.length < mostExamples && !few.includes(name)) few.push(name);
    },
  };
}

/** A table of fates in words, and below it the names of those in `named`. */
export function tellTally(
  out: Output,
  { counts, examples }: Pick<Tally, 'counts' | 'examples'>,
  words: (fate: Fate) => string,
  { named, done }: { named: (fate: Fate) => boolean; done: boolean },
): void {
  const met = metFates(counts);
  out.table(
    ['messages', done ? 'what was done' : 'what would be done'],
    met.map((fate) => [countCell(counts[fate] ?? 0), words(fate)]),
  );
  for (const fate of met.filter(named)) {
    const few = examples[fate] ?? [];
    const more = (counts[fate] ?? 0) - few.length;
    out.line(`${fate}: ${few.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`);
  }
}
