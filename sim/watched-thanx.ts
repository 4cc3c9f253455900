import * as z from 'zod';
import { basketSk, receiptSk } from '../lib/store/keys.ts';
import { spells } from './spells.ts';
import type { DynamoDbModel } from './aws/dynamodb.ts';
import { names } from './stage.ts';

type Row = Record<string, unknown>;

/** An attribute that only a newer version writes. */
export const newerAttribute = 'writtenByANewerVersion';

/** The receipt or the basket of an order. @param pk its partition key */
export const loyaltyRow = (table: Pick<DynamoDbModel, 'get'>, pk: string): Row | undefined =>
  table.get(names.orders, { pk, sk: receiptSk }) ?? table.get(names.orders, { pk, sk: basketSk });

/** The due kinds that are read for receipts, and for baskets. */
const receiptDueKinds: ReadonlySet<string> = new Set(['receipt', 'follow', 'settle', 'stuck']);
const basketDueKinds: ReadonlySet<string> = new Set(['receipt', 'refundable', 'settle', 'stuck']);

/** The parts of a receipt's row that say how often it was looked up. */
const Unknown = z.object({
  state: z.string(),
  resends: z.number().default(0),
  negatives: z.array(z.number()).default([]),
  attempt: z.object({ deadAt: z.number() }).optional(),
  history: z.array(z.object({ what: z.string() })).default([]),
});
/** How long Thanx takes to list a receipt, and how long thankflow waits between two lookups. Clocks differ. */
const listedMs = 59_000;
const betweenLookupsMs = 599_000;

/** Why a receipt of unknown outcome was considered missing too early; `undefined` if it wasn't. */
function hasteOf(row: Row, was: Row, nowMs: number): string | undefined {
  const [is, before] = [Unknown.parse(row), Unknown.parse(was)];
  const [first] = before.negatives;
  if (first === undefined && is.negatives[0] !== undefined)
    return nowMs < (before.attempt?.deadAt ?? 0) + listedMs ? 'looked up before Thanx lists it' : undefined;
  if (is.state !== 'waiting' || is.history.at(-1)?.what !== 'sent-again') return undefined;
  return first === undefined || nowMs < first + betweenLookupsMs ? 'sent again after one lookup' : undefined;
}

/** Records what the invariants need to know about earlier writes of receipts and control rows. All times are true times, epoch ms. */
export function watchThanx(nowMs: () => number) {
  /** When sending to Thanx was paused, by `shop#oak` or `thanx#main`. */
  const paused = spells(nowMs);
  /** When the credential's circuit was open, by `thanx#main`. */
  const open = spells(nowMs);
  let undone: string | undefined;
  let forgotten: string | undefined;
  let misplaced: string | undefined;
  let hasty: string | undefined;
  let payloadGone: { pk: string; receipt: unknown } | undefined;
  let becameUnknown: { shop: string; pid: string; reason: unknown } | undefined;

  function controlWritten(row: Row): void {
    if (row['sk'] !== 'control') return;
    const pk = String(row['pk']);
    paused.is(pk, row['brake'] !== undefined || row['thanxBrake'] !== undefined);
    if (pk === `thanx#${names.credential}`) open.is(pk, row['hold'] !== undefined);
  }

  return {
    paused,
    open,
    /** A write that was based on an older row than the one that it replaced. */
    undone: () => undone,
    /** A write that dropped a newer version's attribute. */
    forgotten: () => forgotten,
    /** A row of a receipt or a basket with a due kind under which nobody looks for it. */
    misplaced: () => misplaced,
    /** A receipt of unknown outcome that was considered missing too early. */
    hasty: () => hasty,
    /** The last deleted payload, and the state of its receipt or basket at that time. */
    payloadGone: () => payloadGone,
    /** The last receipt whose outcome became unknown. */
    becameUnknown: () => becameUnknown,
    written(row: Row, before: Row | undefined): void {
      const name = `${String(row['pk'])} ${String(row['sk'])}`;
      const version = row['sk'] === 'permits' ? 'v' : 'version';
      // Operators overwrite settings.
      const isOverwritten =
        row['sk'] === 'current' || (row['writer'] !== undefined && row['writer'] === before?.['writer']);
      if (
        before !== undefined &&
        !isOverwritten &&
        typeof row[version] === 'number' &&
        row[version] !== Number(before[version]) + 1
      )
        undone ??= `version ${String(row[version])} of ${name} was written over version ${String(before[version])}`;
      if (before?.[newerAttribute] !== undefined && row[newerAttribute] === undefined)
        forgotten ??= `${name} lost what a newer version had written`;
      const kinds = row['sk'] === receiptSk ? receiptDueKinds : row['sk'] === basketSk ? basketDueKinds : undefined;
      const { dueKind = 'receipt' } = row;
      if (typeof dueKind === 'string' && kinds?.has(dueKind) === false)
        misplaced ??= `${name} has the due kind ${dueKind}`;
      if (row['sk'] === receiptSk && before?.['state'] === 'unknown') {
        const haste = hasteOf(row, before, nowMs());
        if (haste !== undefined) hasty ??= `${name} was ${haste}`;
      }
      controlWritten(row);
      if (row['sk'] === receiptSk && row['state'] === 'unknown' && before?.['state'] !== 'unknown')
        becameUnknown = { shop: String(row['shop']), pid: String(row['pid']), reason: row['reason'] };
    },
    /** The tables have gone back to these control rows. */
    restored(rows: Iterable<Row>): void {
      paused.endAll();
      open.endAll();
      for (const row of rows) controlWritten(row);
    },
    deleted({ pk, sk }: { pk: string; sk: string }, receipt: Row | undefined): void {
      if (sk === 'payload') payloadGone = { pk, receipt: receipt?.['state'] };
    },
  };
}
