import { ThankflowError } from '../../lib/errors.ts';
import type { Part } from '../repair/retry.ts';
import type { StageAws } from '../stage/aws.ts';
import { followShown } from './wait-shown.ts';
import { tellFollowed, type Followed } from './wait.ts';
import { interruptible } from '../cli/interrupt.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { Output } from '../cli/output.ts';
import { dropLettersOf, tellLetters, type DroppedLetters } from './letters-of.ts';

/** What a repairing command did to one order, or why it did not. */
export interface Repaired {
  key: string;
  outcome:
    | 'retried'
    | 'brought-forward'
    | 'refrozen'
    | 'submitted'
    | 'sent-again'
    | 'given-up'
    | 'seen'
    | 'unchanged'
    | 'refused';
  parts?: Part[];
  /** One line for people: what it means, and what to do. */
  words: string;
}

const partWords: Record<Part, string> = {
  thanku: 'its ThankU',
  receipt: 'its receipt',
  'gift-cards': 'its gift cards',
};

/** `its ThankU and its receipt are`. */
export const partsAre = (parts: readonly Part[]): string =>
  `${parts.map((part) => partWords[part]).join(' and ')} ${parts.length > 1 || parts.includes('gift-cards') ? 'are' : 'is'}`;

/** What became of orders after a repairing command. */
interface SeenThrough {
  followed?: Followed;
  letters?: DroppedLetters;
}

/**
 * Follows the orders that were given another chance until each is through, or has failed again. Meanwhile the dead letters go
 * of those that nobody has to put right any more.
 */
export async function seeThrough(
  aws: StageAws,
  repaired: readonly Repaired[],
  keys: readonly OrderKey[],
  { wait }: { wait: boolean },
): Promise<SeenThrough> {
  const on = goingOn(repaired, keys);
  const changed = putRight(repaired, keys);
  const [followed, letters] = await Promise.all([
    wait && on.length > 0
      ? interruptible('Stopped waiting. The orders are processed anyway.', (signal) => followShown(aws, on, signal))
      : undefined,
    changed.length > 0 ? dropLettersOf(aws, changed) : undefined,
  ]);
  return { ...(followed && { followed }), ...(letters && { letters }) };
}

/** Tells what was done. Throws `refused` if nothing could be; sets exit code 3 if something is left for a person. */
export function tellRepaired(
  out: Output,
  stage: string,
  orders: readonly Repaired[],
  { followed, letters }: SeenThrough,
): void {
  const refused = orders.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === orders.length) {
    throw new ThankflowError(
      'refused',
      refused.map(({ key, words }) => `${key}: ${words}`),
    );
  }
  out.json({ stage, orders, ...(followed && { waited: followed }), ...(letters && { deadLetters: letters }) });
  for (const { key, words, outcome } of orders) {
    const mark = outcome === 'refused' ? out.style('red', 'refused') : out.style('green', 'done');
    out.line(`${mark}  ${key}: ${words}`);
  }
  if (letters !== undefined) tellLetters(out, stage, letters);
  if (followed !== undefined) tellFollowed(out, followed);
  if (refused.length > 0) process.exitCode = 3;
}

/** What the audit trail keeps of it. */
export function repairedWords(orders: readonly Repaired[]): string {
  const counts = Map.groupBy(orders, ({ outcome }) => outcome);
  return [...counts].map(([outcome, some]) => `${some.length} ${outcome}`).join(', ');
}

/** The orders that go on now. */
const goingOn = (orders: readonly Repaired[], keys: readonly OrderKey[]): OrderKey[] =>
  without(orders, keys, ['refused', 'unchanged', 'given-up', 'submitted', 'seen']);

/** The orders that something was done for. */
const putRight = (orders: readonly Repaired[], keys: readonly OrderKey[]): OrderKey[] =>
  without(orders, keys, ['refused', 'brought-forward']);

function without(orders: readonly Repaired[], keys: readonly OrderKey[], outcomes: Repaired['outcome'][]): OrderKey[] {
  const meant = new Set(orders.filter(({ outcome }) => !outcomes.includes(outcome)).map(({ key }) => key));
  return keys.filter((key) => meant.has(keyText(key)));
}
