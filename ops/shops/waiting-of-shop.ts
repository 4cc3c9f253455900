import { orderOf, type DueEntry } from '../../lib/store/due.ts';
import { waitsForSettings } from '../../lib/store/parked.ts';
import type { StageAws } from '../stage/aws.ts';
import { readRows } from '../status/read-rows.ts';
import { scanDue } from '../status/scan-due.ts';

/** What of a shop isn't finished. */
export interface WaitingOfShop {
  /** Orders whose ThankU, receipt, basket or gift card is still to be sent. */
  orders: number;
  /** Orders that wait for a person. */
  stuck: number;
  /** Submitted receipts that Thanx hasn't decided about. Nothing is to be done for them. */
  receiptsAtThanx: number;
  /** Billed baskets of which refunds are still sent. Nothing is to be done for them. */
  refundable: number;
  /** Events that wait for the shop's settings. */
  events: number;
}

/** Counts what of a shop isn't finished. The index may be a moment behind. */
export async function waitingOfShop(aws: StageAws, shop: string): Promise<WaitingOfShop> {
  const [thanku, receipt, stuck, follow, refundable] = await Promise.all(
    (['thanku', 'receipt', 'stuck', 'follow', 'refundable'] as const).map(async (kind) => {
      const orders = new Set<string>();
      await eachOf(aws, kind, (entries) => {
        for (const { pk } of entries) if (orderOf(pk)?.shop === shop) orders.add(pk);
      });
      return orders;
    }),
  );
  let events = 0;
  await eachOf(aws, 'parked', async (entries) => {
    for await (const rows of readRows(aws, entries))
      events += rows.filter((row) => waitsForSettings(row) && row.shop === shop).length;
  });
  return {
    orders: new Set([...(thanku ?? []), ...(receipt ?? [])]).size,
    stuck: stuck?.size ?? 0,
    receiptsAtThanx: follow?.size ?? 0,
    refundable: refundable?.size ?? 0,
    events,
  };
}

async function eachOf(
  aws: StageAws,
  kind: Parameters<typeof scanDue>[1],
  see: (entries: DueEntry[]) => Promise<void> | void,
): Promise<void> {
  await scanDue(aws, kind, { countTo: Infinity, first: Infinity, see });
}
