import { orderStore } from '../../lib/store/orders.ts';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import { shopsMeant } from '../shops/known-shop.ts';
import type { StageAws } from '../stage/aws.ts';
import { findOrders, type FoundBy, type SearchedShop } from './find.ts';
import { orderIndex } from './order-index.ts';
import { orderRows, type OrderRows } from './order-rows.ts';

export interface FoundOnStage {
  orders: (OrderRows & { by: FoundBy })[];
  /** For `lookElsewhere`, if there are none. */
  shops: SearchedShop[];
}

/** Finds orders by a text, with their rows. @param shop only this shop's. @throws `usage` if the stage has no such shop */
export async function findOnStage(aws: StageAws, text: string, shop: string | undefined): Promise<FoundOnStage> {
  const meant = await shopsMeant(aws, shop);
  const shops = meant.map((known) => ({ shop: known.shop, pidPrefix: pidPrefixIn(known.shop, known.raw) }));
  const store = orderStore(aws.documents, aws.ordersTable);
  const index = orderIndex(aws.documents, aws.ordersTable);
  const found = await findOrders({ store, index }, shops, text);
  const rows = await Promise.all(found.map(async ({ by, ...key }) => ({ by, rows: await orderRows(store, key) })));
  // An order's number and ID are written before its first row.
  return { shops, orders: rows.flatMap(({ by, rows: row }) => (row === undefined ? [] : [{ ...row, by }])) };
}
