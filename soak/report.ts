import type { Memory } from './memory.ts';
import type { Soaked } from './run.ts';

/** `3 × sqs`, sorted by name. */
const counted = (counts: ReadonlyMap<string, number>): string[] =>
  [...counts.keys()].toSorted((one, other) => one.localeCompare(other)).map((what) => `${counts.get(what)} × ${what}`);

const listed = (counts: ReadonlyMap<string, number>): string[] =>
  counts.size === 0 ? ['  nothing'] : counted(counts).map((line) => `  ${line}`);

const megabytes = ({ start, middle, end, max }: Memory): string => `${start}, ${middle}, ${end}, ${max}`;

/** The figures of a soak, one per line. */
export function report({ orders, journal, injected, memory, settled, booked, faultyCalls, seconds }: Soaked): string[] {
  const stories = Map.groupBy(orders, ({ story }) => story);
  return [
    `${orders.length} orders: ${[...stories].map(([story, { length }]) => `${length} ${story}`).join(', ')}`,
    `webhooks: ${counted(journal.answers).join(', ')}`,
    `in the partners' books: ${booked.thankus} ThankUs, ${booked.receipts} receipts`,
    `orders per second: ${(orders.length / seconds.sending).toFixed(1)} taken in, ${(booked.thankus / seconds.all).toFixed(1)} thanked from first to last`,
    'memory, MB at the start, in the middle, at the end, and at most:',
    ...Object.entries(memory).map(([whose, of]) => `  ${whose}: ${megabytes(of)}`),
    `everything was settled ${(settled.tookMs / 1000).toFixed(0)} s after the faults, which lasted ${seconds.faults.toFixed(0)} s`,
    `faults (${faultyCalls} calls of the partners met one):`,
    ...listed(injected),
    'what a person did:',
    ...listed(settled.chores),
  ];
}
