import * as z from 'zod';
import { jsonOrUndefined } from '../../lib/json.ts';
import { withShop, type ShopifyEvents } from '../../lib/platforms/shopify/event.ts';
import { FetchesMessage } from '../../lib/lookup/fetches-message.ts';
import { PollReceipts, OrdersMessage, WakeNotices, type Subject } from '../../lib/order/event.ts';
import { Purchase } from '../../lib/order/loyalty-message.ts';
import { everyErasedSk, isSubject } from '../../lib/store/erased.ts';
import { keys } from '../../lib/store/keys.ts';
import type { CustomerStore } from '../../lib/store/orders.ts';
import { mentions } from '../../lib/privacy/mentions.ts';

/** A letter with only a key and a reason contains no personal data, and neither does a message that names orders to fetch. */
const Letter = z.strictObject({ key: z.string(), reason: z.string() });

/** A webhook of Shopify that came as an event. Nobody has read its body yet. */
const Event = z.object({ type: z.literal('shopify-event'), shop: z.string().optional() });

/**
 * Whether a dead letter contains a customer's data: an event about them, their ID at Thanx, or their name if the letter is unreadable.
 * Without a customer, the data of any of the shop's customers counts.
 * @param shopifyEvents the stage's
 */
export async function isAbout(
  store: Pick<CustomerStore, 'receipt' | 'customers'>,
  body: string,
  shop: string,
  customer: Subject | undefined,
  shopifyEvents: ShopifyEvents,
): Promise<boolean> {
  const json = withShop(jsonOrUndefined(body), shopifyEvents);
  if (Letter.safeParse(json).success) return false;
  const event = Event.safeParse(json).data;
  if (event !== undefined) return isEventAbout(body, event.shop, shop, customer);
  if (FetchesMessage.safeParse(json).success || WakeNotices.safeParse(json).success) return false;
  const message = z.union([OrdersMessage, PollReceipts, Purchase]).safeParse(json);
  if (!message.success) return isUnreadableAbout(body, shop, customer);
  switch (message.data.type) {
    case 'paid':
      return message.data.shop === shop && (customer === undefined || isSubject(message.data.order.customer, customer));
    case 'erase':
    case 'export': {
      const { shop: of, customer: named } = message.data;
      return of === shop && named !== undefined && (customer === undefined || isSubject(named, customer));
    }
    case 'follow':
      return await isFollowed(store, message.data, shop, customer);
    case 'purchase':
      // It names a member by Thanx's ID only, so it may be anybody's. Nothing is lost without it, because receipts are polled.
      return true;
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'wake':
      return false;
  }
}

/** Whoever no longer takes an event's shop can't say whose it is. It's about the customer if it names them. */
const isEventAbout = (body: string, of: string | undefined, shop: string, customer: Subject | undefined): boolean =>
  customer === undefined ? of === shop : (of ?? shop) === shop && mentions(Buffer.from(body), customer);

/** Returns the paid order in a dead letter, or `undefined` if it contains none. */
export function unclaimedIn(body: string): { shop: string; orderId: string } | undefined {
  const { data } = OrdersMessage.safeParse(jsonOrUndefined(body));
  return data?.type === 'paid' ? { shop: data.shop, orderId: data.order.orderId } : undefined;
}

function isUnreadableAbout(body: string, shop: string, customer: Subject | undefined): boolean {
  if (customer !== undefined) return body.includes(shop) && mentions(Buffer.from(body), customer);
  // The ID must be a word of its own, not part of another ID.
  return new RegExp(String.raw`(?<![\w-])${RegExp.escape(shop)}(?![\w-])`, 'u').test(body);
}

async function isFollowed(
  store: Pick<CustomerStore, 'receipt' | 'customers'>,
  { receipts }: PollReceipts,
  shop: string,
  customer: Subject | undefined,
): Promise<boolean> {
  if (customer === undefined) return receipts.some((receipt) => receipt.shop === shop);
  const names = await everyErasedSk(store, shop, customer);
  for (const receipt of receipts) {
    if (receipt.shop !== shop) continue;
    const row = await store.receipt.get(keys.receipt(shop, receipt.pid));
    if (row?.follow?.customer.some((name) => names.has(name))) return true;
  }
  return false;
}
