import { everyHash } from '../../lib/store/customer-hashes.ts';
import { orderStore, type OrderStore } from '../../lib/store/orders.ts';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import { shopsMeant } from '../shops/known-shop.ts';
import type { StageAws } from '../stage/aws.ts';
import { describeElsewhere } from './describe-elsewhere.ts';
import { lookElsewhere } from './elsewhere.ts';
import { findOrders, type FoundBy, type FoundOrder, type SearchedShop } from './find.ts';
import { orderIndex } from './order-index.ts';
import { orderRows, type OrderRows } from './order-rows.ts';

export interface FoundOnStage {
  orders: (OrderRows & { by: FoundBy })[];
  /** If there are none: where the order may be, and what to do, line by line. */
  elsewhere: string[];
}

/**
 * Finds orders by a text, with their rows.
 * @param among.shop only this shop's
 * @param among.patienceMs for each place where an order may be that isn't found; default: waits for all of them
 * @throws `usage` if the stage has no such shop
 */
export async function findOnStage(
  aws: StageAws,
  text: string,
  { shop, patienceMs }: { shop?: string | undefined; patienceMs?: number },
): Promise<FoundOnStage> {
  const meant = await shopsMeant(aws, shop);
  const shops = meant.map((known) => ({ shop: known.shop, pidPrefix: pidPrefixIn(known.shop, known.raw) }));
  const store = orderStore(aws.documents, aws.ordersTable);
  const asked = text.trim();
  const isAddress = /^[^\s@/]+@[^\s@/]+$/.test(asked);
  const found = isAddress
    ? await findNamed(aws, store, shops, asked)
    : await findOrders({ store, index: orderIndex(aws.documents, aws.ordersTable) }, shops, asked);
  const rows = await Promise.all(found.map(async ({ by, ...key }) => ({ by, rows: await orderRows(store, key) })));
  // An order's number and ID are written before its first row.
  const orders = rows.flatMap(({ by, rows: row }) => (row === undefined ? [] : [{ ...row, by }]));
  if (orders.length > 0) return { orders, elsewhere: [] };
  if (isAddress) return { orders, elsewhere: [onlyNamed] };
  const elsewhere = await lookElsewhere(aws, shops, asked, patienceMs);
  return { orders, elsewhere: describeElsewhere(elsewhere, { stage: aws.stage.name, shop }) };
}

const onlyNamed =
  'By an e-mail address, thankflow finds only orders whose ThankU names the customer: it keeps no other list of a customer’s orders. Look the number up at the shop, and search by that.';

/** The only list by customers there is: of the ThankUs whose public message may name them. */
async function findNamed(
  { customers }: StageAws,
  { named }: OrderStore,
  shops: readonly SearchedShop[],
  email: string,
): Promise<FoundOrder[]> {
  const found = new Map<string, FoundOrder>();
  for (const { shop } of shops) {
    for (const hash of await everyHash(customers, shop, { email })) {
      for await (const { pid } of named.list(shop, hash))
        found.set(`${shop}/${pid}`, { shop, pid, by: 'e-mail address' });
    }
  }
  return [...found.values()];
}
