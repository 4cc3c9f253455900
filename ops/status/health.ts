import { atLeast, number } from '../cli/words.ts';
import { meaningOf, type StuckCode } from '../stuck/codes.ts';
import type { Stuck } from '../stuck/find.ts';
import type { Status } from './gather.ts';

/** How a stage is, in one word, and why. */
export interface Health {
  tone: 'good' | 'warn' | 'bad';
  word: string;
  why: string;
  /** How many parts of orders aren't done. */
  open: number;
}

/** What people or settings have stopped on purpose. */
const meant: ReadonlySet<StuckCode> = new Set<StuckCode>(['brake-shop', 'brake-credential', 'limit-reached']);

export function healthOf({ unsettled, queues }: Status, { findings, notRead }: Stuck): Health {
  const { thanku, receipt, basket } = unsettled;
  const open = [thanku, receipt, basket]
    .flatMap((counts) => Object.values(counts))
    .reduce((sum, count) => sum + count, 0);
  const letters = queues
    .filter(({ queue }) => queue.endsWith('-dlq'))
    .reduce((sum, { waiting, inFlight }) => sum + waiting + inFlight, 0);
  const [first] = findings;
  if (first !== undefined) {
    const isMeant = findings.every(({ code }) => meant.has(code));
    const more = findings.length - 1;
    const others = more === 0 ? '' : ` There ${more === 1 ? 'is one more reason' : `are ${more} more reasons`}.`;
    return {
      tone: isMeant ? 'warn' : 'bad',
      word: isMeant ? 'Paused' : 'Stuck',
      why: `${meaningOf(first.code).means}${others}${open === 0 ? '' : ` ${onTheirWay(open)}`}`,
      open,
    };
  }
  if (notRead !== undefined)
    return {
      tone: 'bad',
      word: 'Stuck',
      why: `There are ${atLeast(notRead.count, notRead.atLeast)} rows that wait for a person.`,
      open,
    };
  if (letters > 0)
    return {
      tone: 'warn',
      word: 'Look',
      why: `There ${letters === 1 ? 'is one dead letter' : `are ${number(letters)} dead letters`}. See “Dead letters”.`,
      open,
    };
  return {
    tone: 'good',
    word: 'Healthy',
    why: open === 0 ? 'Nothing is stuck, and nothing waits.' : `Nothing is stuck. ${onTheirWay(open)}`,
    open,
  };
}

const onTheirWay = (open: number): string =>
  open === 1
    ? 'One part of an order waits or is on its way.'
    : `${number(open)} parts of orders wait or are on their way.`;
