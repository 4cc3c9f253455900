import * as z from 'zod';
import { jsonOrUndefined } from '../json.ts';
import { FollowReceipts, OrdersMessage, type Subject } from '../order/event.ts';
import { everyErasedSk, isSubject } from '../store/erased.ts';
import { keys } from '../store/keys.ts';
import type { CustomerStore } from '../store/orders.ts';
import { mentions } from './mentions.ts';

/** Letters of key and reason name nobody. */
const Letter = z.strictObject({ key: z.string(), reason: z.string() });

/**
 * Whether a message in a dead letter queue holds something of a customer of a shop: an event about them, their id at Thanx,
 * or, if nobody can read it, their name.
 */
export async function isAbout(
  store: Pick<CustomerStore, 'receipt' | 'customers'>,
  body: string,
  shop: string,
  customer: Subject,
): Promise<boolean> {
  const json = jsonOrUndefined(body);
  if (Letter.safeParse(json).success) return false;
  const message = z.union([OrdersMessage, FollowReceipts]).safeParse(json);
  if (!message.success) return body.includes(shop) && mentions(Buffer.from(body), customer);
  switch (message.data.type) {
    case 'paid':
      return message.data.shop === shop && isSubject(message.data.order.customer, customer);
    case 'erase':
    case 'export':
      return message.data.shop === shop && isSubject(message.data.customer ?? {}, customer);
    case 'follow':
      return await isFollowed(store, message.data, shop, customer);
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'wake':
      return false;
  }
}

async function isFollowed(
  store: Pick<CustomerStore, 'receipt' | 'customers'>,
  { receipts }: FollowReceipts,
  shop: string,
  customer: Subject,
): Promise<boolean> {
  const names = await everyErasedSk(store, shop, customer);
  for (const receipt of receipts) {
    if (receipt.shop !== shop) continue;
    const row = await store.receipt.get(keys.receipt(shop, receipt.pid));
    if (row?.follow?.customer.some((name) => names.has(name))) return true;
  }
  return false;
}
