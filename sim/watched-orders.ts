import * as z from 'zod';
import { receiptSk, thankuSk } from '../lib/store/keys.ts';
import { spells } from './spells.ts';

type Row = Record<string, unknown>;

/** As much of a shop's control row as the invariants look at. */
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

/** An automatic hold of a shop's ThankUs, as it was seen. */
interface SeenHold {
  since: string;
  seenMs: number;
  /** The orders whose refusal it began with, one after the other. */
  tried: Set<string>;
  /** When its probe was last put so near that another order tries within about a minute. */
  soonMs: number;
}

/** What keeps an order's row waiting. */
export interface WatchedWait {
  shop: string;
  sinceMs: number;
  for: 'brake' | 'hold';
}

/** A write to an order's row, and the row that it replaced. */
export interface Write {
  before: Row | undefined;
  row: Row;
}

const shortlyMs = 65_000;

/** What the invariants of orders, holds and brakes need to know of earlier writes. All times are true ones, epoch ms. */
export function watchOrders(nowMs: () => number) {
  const holds = new Map<string, SeenHold>();
  const braked = spells(nowMs);
  const reversedSinceMs = new Map<string, number>();
  const blocks = new Map<string, { writtenMs: number; untilMs: number }>();
  const waiting = new Map<string, WatchedWait>();
  const parkedSinceMs = new Map<string, number>();
  const emails = new Map<string, string>();
  const followedSinceMs = new Map<string, number>();
  let last: Write = { before: undefined, row: {} };

  function controlWritten(shop: string, row: Row): void {
    const { hold, thankuBrake, blockedUntil } = ShopControl.parse(row);
    const seen = holds.get(shop);
    if (hold === undefined) holds.delete(shop);
    else {
      const on =
        seen?.since === hold.since ? seen : { since: hold.since, seenMs: nowMs(), tried: new Set<string>(), soonMs: 0 };
      holds.set(shop, on);
      if (hold.trial === true && hold.refused !== undefined) on.tried.add(hold.refused.pid);
      if ((hold.probeAt ?? 0) < nowMs() + shortlyMs) on.soonMs = nowMs();
    }
    braked.is(shop, thankuBrake !== undefined);
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
    const isHeld = row['sk'] === receiptSk ? row['waitsFor'] !== undefined : row['state'] === 'held';
    const reason = String(row['waitsFor'] ?? row['reason']);
    const isBrake = reason === 'brake' || reason === 'braked';
    if (!isHeld || !(isBrake || reason.startsWith('hold') || reason.startsWith('held-'))) waiting.delete(name);
    else if (waiting.get(name)?.for !== (isBrake ? 'brake' : 'hold'))
      waiting.set(name, { shop: String(row['shop']), sinceMs: nowMs(), for: isBrake ? 'brake' : 'hold' });
  }

  return {
    holds,
    /** An operator's brake on a shop's ThankUs, by shop. */
    braked,
    /** Since when an order's row has said that it is reversed, by pid. */
    reversedSinceMs,
    blocks,
    /** What waits for the end of a brake or of a hold, by pid and kind of row. */
    waiting,
    parkedSinceMs,
    /** Since when Thanx is asked what it decided about an order's receipt, by the order's partition key. */
    followedSinceMs,
    /** Whose order it is, by its partition key. */
    emailOf: (pk: string) => emails.get(pk),
    lastWrite: () => last,
    written(row: Row, before: Row | undefined): void {
      last = { before, row };
      const [pk, sk] = [String(row['pk']), String(row['sk'])];
      if (sk === 'control' && pk.startsWith('shop#')) controlWritten(pk.replace('shop#', ''), row);
      const email = sk === 'payload' ? /[\w-]+@example\.com/.exec(JSON.stringify(row))?.[0] : undefined;
      if (email !== undefined) emails.set(pk, email);
      if (sk === 'parked') parkedSinceMs.set(pk, nowMs());
      if (sk === receiptSk && row['follow'] !== undefined && before?.['follow'] === undefined)
        followedSinceMs.set(pk, nowMs());
      if (sk === thankuSk) reverses(row);
      if (sk === thankuSk || sk === receiptSk) waits(row);
    },
  };
}
