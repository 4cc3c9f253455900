import { cardsReleased, receiptReleased, released } from '../order/braked.ts';
import type { OrderKey } from '../order/order-key.ts';
import { orderOf, type DueEntries, type DueEntry } from '../store/due.ts';
import { giftCardsSk, keys } from '../store/keys.ts';
import type { OrderStore } from '../store/orders.ts';

export interface BringForwardPorts {
  store: Pick<OrderStore, 'thanku' | 'receipt' | 'giftCards'>;
  due: DueEntries;
  wakeOrders(orders: readonly OrderKey[]): Promise<void>;
  wakeReceipts(credential: string, orders: readonly OrderKey[]): Promise<void>;
  now(): number;
}

/** Whose waiting work: a shop's, or a Thanx credential's. */
export interface Released {
  shop?: string;
  credential?: string;
  thanku: boolean;
  thanx: boolean;
}

export interface BroughtForward {
  thankus: number;
  receipts: number;
  giftCards: number;
  /** Rows that could not be read or written: run again, or look at them. */
  failed: number;
}

/** Rows changed at the same time, and woken by five SQS calls. */
const atOnce = 50;

/**
 * Wakes what waited for a brake or a hold that is off now: each batch its rows first, so that a crash in between only
 * delays them, then its wake-ups. Memory does not grow with their number. Safe to repeat, and repeating it finishes what
 * was broken off.
 * @param tell after each batch: rows looked at
 */
export async function bringForward(
  ports: BringForwardPorts,
  scope: Released,
  tell: (looked: number) => void = () => undefined,
): Promise<BroughtForward> {
  const forward: BroughtForward = { thankus: 0, receipts: 0, giftCards: 0, failed: 0 };
  const gathered = async <Found>(looks: readonly Promise<Found | undefined>[]): Promise<Found[]> => {
    const found: Found[] = [];
    for (const look of await Promise.allSettled(looks)) {
      if (look.status === 'rejected') forward.failed += 1;
      else if (look.value !== undefined) found.push(look.value);
    }
    return found;
  };
  if (scope.thanku) {
    await inBatches(ports, 'thanku', scope, tell, async (batch) => {
      const orders = await gathered(batch.map(({ order }) => wokenOrder(ports, order)));
      if (orders.length > 0) await ports.wakeOrders(orders);
      forward.thankus += orders.length;
    });
  }
  if (scope.thanx) {
    await inBatches(ports, 'receipt', scope, tell, async (batch) => {
      const woken = await gathered(batch.map((entry) => wokenReceipt(ports, entry, scope.credential)));
      for (const [credential, orders] of Map.groupBy(woken, (one) => one.credential)) {
        await ports.wakeReceipts(credential, orders);
      }
      forward.receipts += woken.filter(({ kind }) => kind === 'receipt').length;
      forward.giftCards += woken.filter(({ kind }) => kind === 'gift-cards').length;
    });
  }
  return forward;
}

type Entry = DueEntry & { order: OrderKey };

/** What waits lies far ahead on its shelf, so the whole shelf is looked through; other shops' rows are not even read. */
async function inBatches(
  ports: BringForwardPorts,
  kind: 'thanku' | 'receipt',
  scope: Released,
  tell: (looked: number) => void,
  work: (batch: readonly Entry[]) => Promise<void>,
): Promise<void> {
  let batch: Entry[] = [];
  const flush = async (): Promise<void> => {
    await work(batch);
    tell(batch.length);
    batch = [];
  };
  for await (const entry of ports.due(kind, Number.MAX_SAFE_INTEGER)) {
    const order = orderOf(entry.pk);
    if (order === undefined || (scope.shop !== undefined && order.shop !== scope.shop)) continue;
    batch.push({ ...entry, order });
    if (batch.length >= atOnce) await flush();
  }
  if (batch.length > 0) await flush();
}

async function wokenOrder({ store, now }: BringForwardPorts, { shop, pid }: OrderKey): Promise<OrderKey | undefined> {
  const { changed } = await store.thanku.change(keys.thanku(shop, pid), (row) => released(row, now()));
  return changed ? { shop, pid } : undefined;
}

async function wokenReceipt(
  { store, now }: BringForwardPorts,
  { order: { shop, pid }, sk }: Entry,
  credential: string | undefined,
) {
  const isWanted = (row: { credential?: string | undefined }) =>
    credential === undefined || row.credential === credential;
  const { changed, row } =
    sk === giftCardsSk
      ? await store.giftCards.change(keys.giftCards(shop, pid), (cards) =>
          isWanted(cards) ? cardsReleased(cards, now()) : undefined,
        )
      : await store.receipt.change(keys.receipt(shop, pid), (receipt) =>
          isWanted(receipt) ? receiptReleased(receipt, now()) : undefined,
        );
  if (!changed || row?.credential === undefined) return undefined;
  const kind = sk === giftCardsSk ? ('gift-cards' as const) : ('receipt' as const);
  return { shop, pid, credential: row.credential, kind };
}
