import * as z from 'zod';
import { receiptSk } from '../lib/store/keys.ts';
import { spells } from './spells.ts';
import { names } from './stage.ts';

type Row = Record<string, unknown>;

/** The attribute that a newer version writes into rows, and this one knows nothing of. */
export const newerAttribute = 'writtenByANewerVersion';

/** Where the row of a receipt may lie: nobody looks for it on the other shelves. */
const receiptShelves: ReadonlySet<string> = new Set(['receipt', 'follow', 'settle', 'stuck']);

/** As much of a receipt of unknown outcome as says whether it was looked for with patience. */
const Unknown = z.object({
  state: z.string(),
  resends: z.number().default(0),
  negatives: z.array(z.number()).default([]),
  attempt: z.object({ deadAt: z.number() }).optional(),
  history: z.array(z.object({ what: z.string() })).default([]),
});
/** What Thanx takes to list a receipt, and what lies between two looks; clocks differ. */
const listedMs = 59_000;
const betweenLooksMs = 599_000;

/** Why a receipt of unknown outcome was taken for missing too soon. */
function hasteOf(row: Row, was: Row, nowMs: number): string | undefined {
  const [is, before] = [Unknown.parse(row), Unknown.parse(was)];
  const [first] = before.negatives;
  if (first === undefined && is.negatives[0] !== undefined)
    return nowMs < (before.attempt?.deadAt ?? 0) + listedMs ? 'looked for before Thanx lists it' : undefined;
  if (is.state !== 'waiting' || is.history.at(-1)?.what !== 'sent-again') return undefined;
  return first === undefined || nowMs < first + betweenLooksMs ? 'sent again after one look' : undefined;
}

/** What the invariants of receipts, limits and rows need to know of earlier writes. All times are true ones, epoch ms. */
export function watchThanx(nowMs: () => number) {
  /** An operator's brake on what is sent to Thanx, by `shop#oak` or `thanx#main`. */
  const braked = spells(nowMs);
  /** The credential's automatic hold, by `thanx#main`. */
  const held = spells(nowMs);
  let undone: string | undefined;
  let forgotten: string | undefined;
  let misplaced: string | undefined;
  let hasty: string | undefined;
  let payloadGone: { pk: string; receipt: unknown } | undefined;
  let becameUnknown: { shop: string; pid: string; reason: unknown } | undefined;

  return {
    braked,
    held,
    /** A write that was not decided on the row that it replaced. */
    undone: () => undone,
    /** A write that left out what a newer version had written. */
    forgotten: () => forgotten,
    /** A receipt's row on a shelf where nobody looks for it. */
    misplaced: () => misplaced,
    /** A receipt of unknown outcome that was taken for missing too soon. */
    hasty: () => hasty,
    /** The payload that was deleted last, and the state of its receipt then. */
    payloadGone: () => payloadGone,
    /** The last receipt whose outcome became unknown. */
    becameUnknown: () => becameUnknown,
    written(row: Row, before: Row | undefined): void {
      const name = `${String(row['pk'])} ${String(row['sk'])}`;
      const version = row['sk'] === 'permits' ? 'v' : 'version';
      // Settings are the operators', who overwrite them.
      const isTheirs = row['sk'] === 'current' || (row['writer'] !== undefined && row['writer'] === before?.['writer']);
      if (
        before !== undefined &&
        !isTheirs &&
        typeof row[version] === 'number' &&
        row[version] !== Number(before[version]) + 1
      )
        undone ??= `version ${String(row[version])} of ${name} was written over version ${String(before[version])}`;
      if (before?.[newerAttribute] !== undefined && row[newerAttribute] === undefined)
        forgotten ??= `${name} lost what a newer version had written`;
      const { dueKind } = row;
      if (row['sk'] === receiptSk && typeof dueKind === 'string' && !receiptShelves.has(dueKind))
        misplaced ??= `${name} lies on the shelf ${dueKind}`;
      if (row['sk'] === receiptSk && before?.['state'] === 'unknown') {
        const haste = hasteOf(row, before, nowMs());
        if (haste !== undefined) hasty ??= `${name} was ${haste}`;
      }
      if (row['sk'] === 'control') {
        const pk = String(row['pk']);
        braked.is(pk, row['brake'] !== undefined || row['thanxBrake'] !== undefined);
        if (pk === `thanx#${names.credential}`) held.is(pk, row['hold'] !== undefined);
      }
      if (row['sk'] === receiptSk && row['state'] === 'unknown' && before?.['state'] !== 'unknown')
        becameUnknown = { shop: String(row['shop']), pid: String(row['pid']), reason: row['reason'] };
    },
    deleted({ pk, sk }: { pk: string; sk: string }, receipt: Row | undefined): void {
      if (sk === 'payload') payloadGone = { pk, receipt: receipt?.['state'] };
    },
  };
}
