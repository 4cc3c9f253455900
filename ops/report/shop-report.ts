import { batchesOf } from '../../lib/batches.ts';
import { keys } from '../../lib/store/keys.ts';
import type { Key } from '../../lib/store/rows.ts';
import type { OrderIndex } from '../orders/order-index.ts';
import { hasBasket } from '../../lib/order/loyalty-plan.ts';
import { CountedBasket, CountedOrder, CountedReceipt, figuresOf, noFigures, type Figures } from './figures.ts';
import { plus } from './sum-figures.ts';
import type { Month } from './month.ts';

export interface ShopReport {
  shop: string;
  total: Figures;
  /** Every day, also those without orders. */
  days: (Figures & { day: string })[];
}

export interface ReportPorts {
  index: Pick<OrderIndex, 'byShop'>;
  /** Reads many rows at once, with at least the attributes of `countedAttributes`. Missing rows are left out. */
  readRows(keys: readonly Key[]): AsyncIterable<Record<string, unknown>[]>;
}

/** All that is read of the rows. */
export const countedAttributes = [
  ...new Set([
    'pk',
    ...Object.keys(CountedOrder.shape),
    ...Object.keys(CountedReceipt.shape),
    ...Object.keys(CountedBasket.shape),
  ]),
];

/** Read and counted at the same time, so a month of any size needs the same memory. */
const ordersPerBatch = 800;

/**
 * Counts a shop's orders of a month, each on the day when thankflow first received something about it.
 * @param onRead called with the number of further orders read
 */
export async function shopReport(
  ports: ReportPorts,
  shop: string,
  month: Month,
  onRead: (orders: number) => void = () => undefined,
): Promise<ShopReport> {
  const days = new Map(month.days.map((day) => [day, noFigures()]));
  const orders = ordersOf(ports.index.byShop(shop, month.sinceMs, month.untilMs), month);
  for await (const batch of batchesOf(orders, ordersPerBatch)) {
    for (const { day, figures } of await readFigures(ports, shop, batch)) {
      days.set(day, plus(days.get(day) ?? noFigures(), figures));
    }
    onRead(batch.length);
  }
  const total = [...days.values()].reduce(plus, noFigures());
  return { shop, total, days: [...days].map(([day, figures]) => Object.assign({ day }, figures)) };
}

interface DatedOrder {
  pid: string;
  day: string;
}

/** The orders of the month's days. In other zones than UTC, the index also returns some of the months beside it. */
async function* ordersOf(indexed: ReturnType<OrderIndex['byShop']>, month: Month): AsyncIterable<DatedOrder> {
  const days = new Set(month.days);
  for await (const { pid, createdAt } of indexed) {
    const day = month.dayOf(Date.parse(createdAt));
    if (days.has(day)) yield { pid, day };
  }
}

async function readFigures(ports: ReportPorts, shop: string, orders: readonly DatedOrder[]) {
  const thankus = await rowsByPk(
    ports,
    orders.map(({ pid }) => keys.thanku(shop, pid)),
  );
  const seen = orders.flatMap(({ pid, day }) => {
    const { pk } = keys.thanku(shop, pid);
    const row = thankus.get(pk);
    // Each is read a moment later than the index.
    return row === undefined ? [] : [{ pk, pid, day, order: CountedOrder.safeParse(row).data }];
  });
  const created = seen.filter(({ order }) => order?.receipt === 'created');
  const receipts = await rowsByPk(
    ports,
    created.map(({ pid, order }) =>
      order !== undefined && hasBasket(order) ? keys.basket(shop, pid) : keys.receipt(shop, pid),
    ),
  );
  return seen.map(({ pk, day, order }) => {
    const row = receipts.get(pk);
    return { day, figures: figuresOf(order, CountedReceipt.safeParse(row).data, CountedBasket.safeParse(row).data) };
  });
}

async function rowsByPk({ readRows }: ReportPorts, wanted: readonly Key[]) {
  const found = new Map<string, Record<string, unknown>>();
  for await (const rows of readRows(wanted)) for (const row of rows) found.set(String(row['pk']), row);
  return found;
}
