import { ThankflowError } from '../../lib/errors.ts';
import type { Delivery } from '../../lib/notify/state.ts';
import type { Part } from '../../lib/order/standing.ts';
import type { StageAws } from '../stage/aws.ts';
import { printWaited, waitWithProgress } from './wait.ts';
import { interruptible } from '../cli/interrupt.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { orderKey } from './order-key.ts';
import type { Output } from '../cli/output.ts';
import { awaitNotifications, printNotified } from './await-notifications.ts';
import { dropLettersOf, printDroppedLetters } from './letters-of.ts';

/** What a repairing command did to one order, or why it did nothing. */
export interface Repaired {
  key: string;
  outcome:
    | 'retried'
    | 'brought-forward'
    | 'refrozen'
    | 'submitted'
    | 'sent-again'
    | 'given-up'
    | 'notified'
    | 'seen'
    | 'unchanged'
    | 'refused';
  parts?: Part[];
  /** The notifications that are tried, too. */
  notified?: Pick<Delivery, 'target' | 'notice'>[];
  /** One line for people: what it means, and what to do. */
  words: string;
}

const partNames: Record<Part, string> = {
  thanku: 'its ThankU',
  receipt: 'its receipt',
  basket: 'its basket',
  'gift-cards': 'its gift cards',
};

/** `its ThankU and its receipt are`. */
export const partsAre = (parts: readonly Part[]): string =>
  `${parts.map((part) => partNames[part]).join(' and ')} ${parts.length > 1 || parts.includes('gift-cards') ? 'are' : 'is'}`;

/**
 * Finishes a repairing command: drops the dead letters of repaired orders, waits for the retried ones (`wait`), and prints the results. Sets
 * exit code 3 if something is left for a person. @throws `refused` if nothing could be done
 */
export async function finishRepair(
  aws: StageAws,
  out: Output,
  orders: readonly Repaired[],
  { wait }: { wait: boolean },
): Promise<void> {
  const goingOn = except(orders, ['refused', 'unchanged', 'given-up', 'submitted', 'seen', 'notified']);
  const repaired = except(orders, ['refused', 'brought-forward']);
  const [waited, deadLetters] = await Promise.all([
    wait && goingOn.length > 0
      ? interruptible('Ending. The orders continue automatically.', (signal) => waitWithProgress(aws, goingOn, signal))
      : undefined,
    repaired.length > 0 ? dropLettersOf(aws, repaired) : undefined,
  ]);
  const notified = wait ? await awaitAll(aws, orders) : [];
  const refused = orders.filter(({ outcome }) => outcome === 'refused');
  if (refused.length === orders.length) {
    throw new ThankflowError(
      'refused',
      refused.map(({ key, words }) => `${key}: ${words}`),
    );
  }
  out.json({ stage: aws.stage.name, orders, waited, ...(notified.length > 0 && { notified }), deadLetters });
  for (const { key, words, outcome } of orders) {
    const mark = outcome === 'refused' ? out.style('red', 'refused') : out.style('green', 'done');
    out.line(`${mark}  ${key}: ${words}`);
  }
  if (deadLetters !== undefined) printDroppedLetters(out, aws.stage.name, deadLetters);
  if (waited !== undefined) printWaited(out, waited);
  printNotified(out, notified);
  if (refused.length > 0) process.exitCode = 3;
}

const awaitAll = async (aws: StageAws, orders: readonly Repaired[]) => {
  const tried = orders.flatMap(({ key, notified }) =>
    notified === undefined ? [] : [{ key: orderKey(key), notified }],
  );
  if (tried.length === 0) return [];
  return await interruptible('Ending. The notifications continue automatically.', async (signal) => {
    const all = await Promise.all(tried.map(({ key, notified }) => awaitNotifications(aws, key, notified, signal)));
    return all.flat();
  });
};

const except = (orders: readonly Repaired[], outcomes: readonly Repaired['outcome'][]): OrderKey[] =>
  orders.filter(({ outcome }) => !outcomes.includes(outcome)).map(({ key }) => orderKey(key));

/** The result for the audit trail. */
export function describeRepaired(orders: readonly Repaired[]): string {
  const counts = Map.groupBy(orders, ({ outcome }) => outcome);
  return [...counts]
    .map(([outcome, { length }]) =>
      // At this time, only that they are tried is known.
      outcome === 'notified'
        ? `notifications of ${length} ${length === 1 ? 'order' : 'orders'} tried`
        : `${length} ${outcome}`,
    )
    .join(', ');
}
