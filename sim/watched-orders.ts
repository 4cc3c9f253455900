import * as z from 'zod';
import { basketSk, receiptSk, thankuSk } from '../lib/store/keys.ts';
import { spells } from './spells.ts';

type Row = Record<string, unknown>;

/** The parts of a shop's control row that the invariants need. */
const ShopControl = z.object({
  hold: z
    .object({
      since: z.string(),
      probeAt: z.number().optional(),
      trial: z.boolean().optional(),
      refused: z.object({ pid: z.string() }).optional(),
    })
    .optional(),
  thankuBrake: z.unknown().optional(),
  blockedUntil: z.number().optional(),
});

/** A shop's open circuit. */
interface OpenCircuit {
  since: string;
  seenMs: number;
  /** The orders whose refusals opened it. */
  tried: Set<string>;
  /** When the next probe was last scheduled within about a minute. */
  soonMs: number;
}

/** A row that waits for a pause or a circuit. */
export interface WatchedWait {
  shop: string;
  sinceMs: number;
  for: 'pause' | 'circuit';
}

/** A write to an order's row, and the row that it replaced. */
export interface Write {
  before: Row | undefined;
  row: Row;
}

const shortlyMs = 65_000;

/** Records what the invariants need to know about earlier writes of orders and control rows. All times are true times, epoch ms. */
export function watchOrders(nowMs: () => number) {
  const circuits = new Map<string, OpenCircuit>();
  const paused = spells(nowMs);
  const reversedSinceMs = new Map<string, number>();
  const blocks = new Map<string, { writtenMs: number; untilMs: number }>();
  const waiting = new Map<string, WatchedWait>();
  const parkedSinceMs = new Map<string, number>();
  const emails = new Map<string, string>();
  const polledSinceMs = new Map<string, number>();
  const refundableSinceMs = new Map<string, number>();
  let last: Write = { before: undefined, row: {} };

  function controlWritten(shop: string, row: Row): void {
    const { hold, thankuBrake, blockedUntil } = ShopControl.parse(row);
    const seen = circuits.get(shop);
    if (hold === undefined) circuits.delete(shop);
    else {
      const { since } = hold;
      const open = seen?.since === since ? seen : { since, seenMs: nowMs(), tried: new Set<string>(), soonMs: 0 };
      circuits.set(shop, open);
      if (hold.trial === true && hold.refused !== undefined) open.tried.add(hold.refused.pid);
      if ((hold.probeAt ?? 0) < nowMs() + shortlyMs) open.soonMs = nowMs();
    }
    paused.is(shop, thankuBrake !== undefined);
    if (blockedUntil !== undefined && blocks.get(shop)?.untilMs !== blockedUntil)
      blocks.set(shop, { writtenMs: nowMs(), untilMs: blockedUntil });
  }

  function reverses(row: Row): void {
    const pid = String(row['pid']);
    if (row['reversed'] === undefined) reversedSinceMs.delete(pid);
    else if (!reversedSinceMs.has(pid)) reversedSinceMs.set(pid, nowMs());
  }

  function waits(row: Row): void {
    const name = `${String(row['pid'])} ${String(row['sk'])}`;
    const isWaiting = row['sk'] === thankuSk ? row['state'] === 'held' : row['waitsFor'] !== undefined;
    const reason = String(row['waitsFor'] ?? row['reason']);
    const isPause = reason === 'brake' || reason === 'braked';
    const cause = isPause ? 'pause' : 'circuit';
    if (!isWaiting || !(isPause || reason.startsWith('hold') || reason.startsWith('held-'))) waiting.delete(name);
    else if (waiting.get(name)?.for !== cause)
      waiting.set(name, { shop: String(row['shop']), sinceMs: nowMs(), for: cause });
  }

  function written(row: Row, before: Row | undefined): void {
    last = { before, row };
    const [pk, sk] = [String(row['pk']), String(row['sk'])];
    if (sk === 'control' && pk.startsWith('shop#')) controlWritten(pk.replace('shop#', ''), row);
    const email = sk === 'payload' ? /[\w-]+@example\.com/.exec(JSON.stringify(row))?.[0] : undefined;
    if (email !== undefined) emails.set(pk, email);
    if (sk === 'parked') parkedSinceMs.set(pk, nowMs());
    if (sk === receiptSk && row['follow'] !== undefined && before?.['follow'] === undefined)
      polledSinceMs.set(pk, nowMs());
    if (sk === thankuSk) reverses(row);
    if (sk === basketSk && row['refundable'] !== undefined && before?.['refundable'] === undefined)
      refundableSinceMs.set(pk, nowMs());
    if (sk === thankuSk || sk === receiptSk || sk === basketSk) waits(row);
  }

  return {
    /** The open circuits, by shop. */
    circuits,
    /** When a shop's ThankUs were paused, by shop. */
    paused,
    /** Since when an order's row says that it is reversed, by pid. */
    reversedSinceMs,
    blocks,
    /** What waits for the end of a pause or of an open circuit, by pid and kind of row. */
    waiting,
    parkedSinceMs,
    /** Since when an order's receipt is polled, by the order's partition key. */
    polledSinceMs,
    /** Since when a basket's row has what its refunds need, by the order's partition key. */
    refundableSinceMs,
    /** The customer of an order, by its partition key. */
    emailOf: (pk: string) => emails.get(pk),
    lastWrite: () => last,
    written,
    /** The tables have gone back to these rows. */
    restored(rows: Iterable<Row>): void {
      paused.endAll();
      for (const known of [circuits, reversedSinceMs, blocks, waiting, parkedSinceMs, polledSinceMs, refundableSinceMs])
        known.clear();
      for (const row of rows) written(row, undefined);
      last = { before: undefined, row: {} };
    },
  };
}
