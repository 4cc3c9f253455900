import { minuteMs } from '../../lib/durations.ts';
import { errorParts } from '../../lib/error-facts.ts';
import { eraseRows } from '../../lib/privacy/erase.ts';
import type { ErasureNote } from '../../lib/privacy/erasure-log.ts';
import { isUnreadable, whyUnreadable } from '../../lib/store/unreadable.ts';
import type { RestorePorts } from './ports.ts';

export interface Repeated {
  /** Customers who were erased since. */
  customers: number;
  /** Shops all of whose customers were erased since. */
  shops: string[];
  /** Orders whose personal data was deleted again. */
  orders: number;
  /** Receipts that are no longer polled, baskets of which no refund is sent any more, and parked events that were deleted. */
  pollingStopped: number;
  refundsStopped: number;
  parked: number;
  /** Rows that this version can't read, and so can't erase. */
  unreadable: string[];
}

/** The clock of the worker that noted an erasure may be behind DynamoDB's. */
const clockMarginMs = minuteMs;

/** Erases again whoever was erased after the time to which the tables went back. Safe to repeat, and to interrupt. */
export async function repeatErasures(ports: RestorePorts, toMs: number, dryRun: boolean): Promise<Repeated> {
  const repeated: Repeated = {
    customers: 0,
    shops: [],
    orders: 0,
    pollingStopped: 0,
    refundsStopped: 0,
    parked: 0,
    unreadable: [],
  };
  for (const note of await notesSince(ports, toMs)) {
    if (note.hashes.length > 0) repeated.customers += 1;
    else repeated.shops.push(note.shop);
    if (dryRun) continue;
    const { orders, pollingStopped, refundsStopped, parked } = await erase(ports, note, repeated.unreadable);
    repeated.orders += orders;
    repeated.pollingStopped += pollingStopped;
    repeated.refundsStopped += refundsStopped;
    repeated.parked += parked;
  }
  return repeated;
}

/** Each erasure once: it is noted at its beginning and at its end. */
async function notesSince({ erasuresSince }: RestorePorts, toMs: number): Promise<ErasureNote[]> {
  const notes = new Map<string, ErasureNote>();
  for await (const note of erasuresSince(toMs - clockMarginMs)) notes.set([note.shop, ...note.hashes].join(' '), note);
  return [...notes.values()];
}

async function erase(ports: RestorePorts, { shop, at, hashes }: ErasureNote, unreadable: string[]) {
  try {
    return await eraseRows(ports, { shop, at, hashes });
  } catch (error) {
    if (!(error instanceof AggregateError) || !isUnreadable(error)) throw error;
    unreadable.push(...errorParts(error).map(whyUnreadable));
    return { orders: 0, pollingStopped: 0, refundsStopped: 0, parked: 0 };
  }
}
