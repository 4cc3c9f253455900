import { ThankflowError } from '../../lib/errors.ts';
import type { Part } from '../../lib/repair/retry.ts';
import type { StageAws } from '../aws.ts';
import { followShown } from '../follow-shown.ts';
import { tellFollowed, type Followed } from '../follow.ts';
import { interruptible } from '../interrupt.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { Output } from '../output.ts';

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

/** Follows the orders that were given another chance until each is through, or has failed again. */
export const follow = (aws: StageAws, keys: readonly OrderKey[]): Promise<Followed> =>
  interruptible('Ending. The orders go on by themselves.', (signal) => followShown(aws, keys, signal));

/** Tells what was done. Throws `refused` if nothing could be; sets exit code 3 if something is left for a person. */
export function tellRepaired(out: Output, stage: string, orders: readonly Repaired[], followed?: Followed): void {
  const refused = orders.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === orders.length) {
    throw new ThankflowError('refused', refused.map(({ key, words }) => `${key}: ${words}`).join('\n'));
  }
  out.json({ stage, orders, ...(followed && { followed }) });
  for (const { key, words, outcome } of orders) {
    const mark = outcome === 'refused' ? out.style('red', 'refused') : out.style('green', 'done');
    out.line(`${mark}  ${key}: ${words}`);
  }
  if (followed !== undefined) tellFollowed(out, followed);
  if (refused.length > 0) process.exitCode = 3;
}

/** What the audit trail keeps of it. */
export function repairedWords(orders: readonly Repaired[]): string {
  const counts = Map.groupBy(orders, ({ outcome }) => outcome);
  return [...counts].map(([outcome, some]) => `${some.length} ${outcome}`).join(', ');
}

/** The orders that go on now. */
export const goingOn = (orders: readonly Repaired[], keys: readonly OrderKey[]): OrderKey[] => {
  const on = new Set(
    orders
      .filter(({ outcome }) => !['refused', 'unchanged', 'given-up', 'submitted'].includes(outcome))
      .map(({ key }) => key),
  );
  return keys.filter((key) => on.has(keyText(key)));
};
