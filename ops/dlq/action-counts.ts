import type { Output } from '../cli/output.ts';
import { countCell, number } from '../cli/words.ts';
import { nameOf, type Dead } from './dead.ts';
import { countedActions, type ReplayAction } from './action.ts';

/** Counts dead letters by action, with the first few names of each. */
export interface ActionCounts {
  counts: Partial<Record<ReplayAction, number>>;
  examples: Partial<Record<ReplayAction, string[]>>;
  add(dead: Dead, action: ReplayAction, detail?: string): void;
}

const maxExamples = 10;

export function actionCounts(): ActionCounts {
  const counts: ActionCounts['counts'] = {};
  const examples: ActionCounts['examples'] = {};
  return {
    counts,
    examples,
    add(dead, action, detail) {
      counts[action] = (counts[action] ?? 0) + 1;
      const few = (examples[action] ??= []);
      const name = detail === undefined ? nameOf(dead) : `${nameOf(dead)}: ${detail}`;
      if (few.length < maxExamples && !few.includes(name)) few.push(name);
    },
  };
}

/** Prints a table of actions, and below it the names of the dead letters for the actions in `named`. */
export function printActionCounts(
  out: Output,
  { counts, examples }: Pick<ActionCounts, 'counts' | 'examples'>,
  words: (action: ReplayAction) => string,
  { named, done }: { named: (action: ReplayAction) => boolean; done: boolean },
): void {
  const met = countedActions(counts);
  out.table(
    ['messages', done ? 'what was done' : 'what would be done'],
    met.map((action) => [countCell(counts[action] ?? 0), words(action)]),
  );
  for (const action of met.filter(named)) {
    const few = examples[action] ?? [];
    const more = (counts[action] ?? 0) - few.length;
    out.line(`${action}: ${few.join(', ')}${more > 0 ? ` and ${number(more)} more` : ''}`);
  }
}
