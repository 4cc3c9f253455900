import { giftCardsSk, receiptSk, thankuSk, type DueKind } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows, standingsOfRow, type SeenRow } from './read-rows.ts';
import { scanDue, type ScannedDue } from './scan-due.ts';

/** Everything that is not settled, by what it is and how it stands: `{ thanku: { waiting: 3, 'held: braked': 1 } }`. */
export interface Unsettled {
  thanku: Record<string, number>;
  receipt: Record<string, number>;
  giftCards: Record<string, number>;
  /** Webhooks that wait for SQS, or for a person. */
  parked: number;
  /** Submitted receipts that Thanx has not decided about. */
  followed: number;
  /** Rows that the index names beyond those whose state was read; `undefined`: all were read. */
  notLookedAt?: { count: number; atLeast: boolean };
}

/** Reading more rows than this of one due kind would cost seconds and money each time. */
export const readPerKind = 2000;
/** Counting keys is cheap, but not free. */
export const countTo = 200_000;

/** Of these, a row that was not read is counted as what the index says: all of them are in the same state. */
const ofOneState = ['follow', 'parked'] as const satisfies readonly DueKind[];
const ofManyStates: readonly DueKind[] = ['thanku', 'receipt', 'settle', 'stuck'];

const beyondRead = ({ count: all }: ScannedDue): number => Math.max(0, all - readPerKind);

/** Counts what is unsettled: the index says where to look, strongly consistent reads say how it stands. */
export async function countUnsettled(aws: StageAws, nowMs: number): Promise<Unsettled> {
  // A row whose due kind changes may have two for a moment.
  const keys = new Map<string, Key>();
  const see = (entries: readonly Key[]) => {
    for (const { pk, sk } of entries) keys.set(`${pk} ${sk}`, { pk, sk });
  };
  const [followed, parked, ...kinds] = await Promise.all(
    [...ofOneState, ...ofManyStates].map((kind) => scanDue(aws, kind, { first: readPerKind, countTo, see })),
  );
  const unsettled: Unsettled = {
    thanku: {},
    receipt: {},
    giftCards: {},
    parked: parked === undefined ? 0 : beyondRead(parked),
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
  else if (dueKind === 'follow') unsettled.followed += 1;
  else if (sk === thankuSk) addTo(unsettled.thanku, withWhy(state, isDone ? undefined : row.reason));
  else if (sk === receiptSk) addTo(unsettled.receipt, withWhy(state, phase === 'failed' ? row.reason : row.waitsFor));
  else if (sk === giftCardsSk)
    cards.forEach((card, at) => standings[at]?.phase !== 'through' && addTo(unsettled.giftCards, card.state));
}

const withWhy = (state: string, why: string | undefined): string => (why ? `${state}: ${why}` : state);
