import { basketSk, giftCardsSk, receiptSk, thankuSk, type DueKind } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows, standingsOfRow, type SeenRow } from './read-rows.ts';
import { scanDue, type ScannedDue } from './scan-due.ts';

/** Everything unsettled, by kind and state: `{ thanku: { waiting: 3, 'held: braked': 1 } }`. */
export interface Unsettled {
  thanku: Record<string, number>;
  receipt: Record<string, number>;
  basket: Record<string, number>;
  giftCards: Record<string, number>;
  /** Webhooks that are waiting for SQS or for a person. */
  parked: number;
  /** Orders that webhooks named, and that their platforms haven't given yet. */
  toFetch: number;
  /** Submitted receipts that Thanx hasn't decided about. */
  followed: number;
  /** Rows in the index whose state wasn't read. `undefined` if all were read. */
  notLookedAt?: { count: number; atLeast: boolean };
}

/** Reading more rows than this of one due kind would cost seconds and money each time. */
export const readPerKind = 2000;
/** Counting keys is cheap, but not free. */
export const countTo = 200_000;

/** All rows of these kinds have the same state, so unread ones are counted from the index. */
const ofOneState = ['follow', 'parked', 'lookup'] as const satisfies readonly DueKind[];
const ofManyStates: readonly DueKind[] = ['thanku', 'receipt', 'settle', 'stuck', 'limit'];

const beyondRead = ({ count: all }: ScannedDue): number => Math.max(0, all - readPerKind);

/** Counts everything unsettled. The index says which rows to read, strongly consistent reads give their states. */
export async function countUnsettled(aws: StageAws, nowMs: number): Promise<Unsettled> {
  // While a row's due kind changes, the index may list it twice.
  const keys = new Map<string, Key>();
  const see = (entries: readonly Key[]) => {
    for (const { pk, sk } of entries) keys.set(`${pk} ${sk}`, { pk, sk });
  };
  const [followed, parked, toFetch, ...kinds] = await Promise.all(
    [...ofOneState, ...ofManyStates].map((kind) => scanDue(aws, kind, { first: readPerKind, countTo, see })),
  );
  const unsettled: Unsettled = {
    thanku: {},
    receipt: {},
    basket: {},
    giftCards: {},
    parked: parked === undefined ? 0 : beyondRead(parked),
    toFetch: toFetch === undefined ? 0 : beyondRead(toFetch),
    followed: followed === undefined ? 0 : beyondRead(followed),
  };
  for await (const rows of readRows(aws, [...keys.values()])) for (const row of rows) count(unsettled, row, nowMs);
  const beyond = kinds.reduce((sum, scanned) => sum + beyondRead(scanned), 0);
  const atLeast = kinds.some((scanned) => scanned.atLeast);
  return beyond > 0 ? { ...unsettled, notLookedAt: { count: beyond, atLeast } } : unsettled;
}

const addTo = (counts: Record<string, number>, key: string) => {
  counts[key] = (counts[key] ?? 0) + 1;
};

function count(unsettled: Unsettled, row: SeenRow, nowMs: number): void {
  const { sk, state = 'unknown', cards = [], dueKind } = row;
  // Settled since the index was read.
  if (dueKind === undefined) return;
  const standings = standingsOfRow(row, nowMs);
  const phase = standings[0]?.phase;
  const isDone = phase === 'through' || phase === 'unresolved';
  if (dueKind === 'parked') unsettled.parked += 1;
  else if (dueKind === 'lookup') unsettled.toFetch += 1;
  else if (dueKind === 'follow') unsettled.followed += 1;
  else if (sk === thankuSk) addTo(unsettled.thanku, withWhy(state, isDone ? undefined : row.reason));
  else if (sk === receiptSk || sk === basketSk)
    addTo(
      sk === receiptSk ? unsettled.receipt : unsettled.basket,
      withWhy(state, phase === 'failed' ? row.reason : row.waitsFor),
    );
  else if (sk === giftCardsSk)
    cards.forEach((card, at) => standings[at]?.phase !== 'through' && addTo(unsettled.giftCards, card.state));
}

const withWhy = (state: string, why: string | undefined): string => (why ? `${state}: ${why}` : state);
