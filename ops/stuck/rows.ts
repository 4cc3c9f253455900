import { waitsSince } from '../../lib/order/due.ts';
import { orderOf } from '../../lib/store/due.ts';
import {
  basketSk,
  giftCardsSk,
  noticesAt,
  problemPk,
  receiptSk,
  thankuSk,
  type DueKind,
} from '../../lib/store/keys.ts';
import { orderStore, type OrderStore } from '../../lib/store/orders.ts';
import { whyUnreadable } from '../../lib/store/unreadable.ts';
import type { Key } from '../../lib/store/rows.ts';
import { isOverdue, overdueKinds } from '../../lib/stuck/overdue.ts';
import { rowCode } from '../../lib/stuck/row-code.ts';
import type { StageAws } from '../stage/aws.ts';
import { keyText } from '../../lib/order/order-key.ts';
import { readRows, type SeenRow } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';
import type { Findings } from './finding.ts';

export interface RowLimits {
  /** How many stuck rows to read one by one. */
  read: number;
  countTo: number;
  /** Called with the number of rows read so far and the total. */
  onRead?: (read: number, of: number) => void;
}

/** Rows in the index that weren't read, so that their reason is unknown. */
export interface NotRead {
  count: number;
  atLeast: boolean;
}

/** Adds the rows that wait for a person, by reason. Returns `undefined` if every row was read. */
export async function findStuckRows(
  aws: StageAws,
  findings: Findings,
  { read, countTo, onRead }: RowLimits,
): Promise<NotRead | undefined> {
  const total = onRead && (await scanDue(aws, 'stuck', { countTo })).count;
  const see = async (entries: readonly Key[]) => {
    for await (const rows of readRows(aws, entries)) {
      for (const row of rows) addRow(findings, row);
      onRead?.(rows.length, total ?? 0);
    }
  };
  const scanned = await scanDue(aws, 'stuck', { first: read, countTo, see });
  return scanned.count > read ? { count: scanned.count - read, atLeast: scanned.atLeast } : undefined;
}

function addRow(findings: Findings, row: SeenRow): void {
  // The row has changed since the index was read.
  if (row.dueKind !== 'stuck') return;
  findings.add(rowCode(row), { key: keyOf(row), since: waitsSince(row), detail: detailOf(row) });
}

function keyOf({ pk, sk }: Key): string {
  const order = orderOf(pk);
  if (order !== undefined) return keyText(order);
  const of = noticesAt({ pk, sk });
  if (of !== undefined) return of.pid === undefined ? `${of.shop} ${of.about}` : keyText(of);
  if (pk.startsWith(problemPk)) return pk.slice(problemPk.length);
  // `privacy#<shop>` / `export#<id>`: the ID is a hash and identifies nobody.
  return `${pk.slice(pk.indexOf('#') + 1)} ${sk.slice(sk.indexOf('#') + 1, sk.indexOf('#') + 9)}`;
}

function detailOf({ reason, lastError, cards, deliveries, detail }: SeenRow): string | undefined {
  if (detail !== undefined) return detail;
  if (deliveries !== undefined) return describeFailed(deliveries);
  const cardReasons = cards?.filter(({ state }) => state === 'rejected').map((card) => card.reason ?? 'rejected');
  const words = [...(cardReasons ?? [reason]), lastError?.status, lastError?.words].filter(
    (word) => word !== undefined,
  );
  return words.length === 0 ? undefined : [...new Set(words)].join(' ').replaceAll(/\s+/g, ' ');
}

/** `erp: gave-up 503; crm: refused 410`. */
const describeFailed = (deliveries: NonNullable<SeenRow['deliveries']>): string =>
  deliveries
    .filter(({ state }) => state === 'failed')
    .map(({ target, reason, lastError }) => `${target}: ${[reason, lastError?.status].filter(Boolean).join(' ')}`)
    .join('; ');

/**
 * Adds rows that housekeeping should have processed long ago. The index may be behind, so the rows themselves decide. At most `read` rows are
 * counted, so the count is a minimum.
 */
export async function findOverdue(
  aws: StageAws,
  findings: Findings,
  { read, nowMs }: { read: number; nowMs: number },
): Promise<void> {
  const store = orderStore(aws.documents, aws.ordersTable);
  const look = async (kind: DueKind, afterMs: number) => {
    const code = kind === 'parked' ? 'parked-too-long' : 'overdue';
    const dueBy = nowMs - afterMs;
    const see = async (entries: readonly Key[]) => {
      for await (const rows of readRows(aws, entries)) {
        for (const { pk, sk, dueAt } of rows
          .filter((row) => row.dueKind === kind && isOverdue(row, nowMs))
          .toSorted(byDueAt)) {
          const order = orderOf(pk);
          const key = noticesAt({ pk, sk }) === undefined && order === undefined ? pk : keyOf({ pk, sk });
          const unreadable = await whyNotRead(store, { pk, sk });
          if (unreadable !== undefined) findings.add('row-unreadable', { key, since: dueAt, detail: unreadable });
          else findings.add(code, { key, since: dueAt, detail: order === undefined ? undefined : sk });
        }
      }
    };
    const scanned = await scanDue(aws, kind, { first: read, countTo: read, dueBy, see });
    if (scanned.count > read && findings.has(code)) findings.of(code).atLeast = true;
  };
  await Promise.all(overdueKinds.map(({ kind, afterMs }) => look(kind, afterMs)));
}

/** Returns why this version can't read a row of an order or its notifications. `undefined` if it can, or if it's another row. */
async function whyNotRead(store: OrderStore, key: Key): Promise<string | undefined> {
  const tables = {
    [thankuSk]: store.thanku,
    [receiptSk]: store.receipt,
    [basketSk]: store.basket,
    [giftCardsSk]: store.giftCards,
  };
  const table = Object.entries(tables).find(([sk]) => sk === key.sk)?.[1];
  try {
    await (noticesAt(key) === undefined ? table : store.notices)?.get(key);
    return undefined;
  } catch (error) {
    return whyUnreadable(error);
  }
}

const byDueAt = (one: SeenRow, other: SeenRow): number => (one.dueAt ?? 0) - (other.dueAt ?? 0);
