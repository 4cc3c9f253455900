import type { Fields } from '../telemetry.ts';
import type { FetchesMessage } from '../lookup/fetches-message.ts';
import type { PollReceipts, OrdersMessage, WakeNotices } from './event.ts';
import type { LoyaltyMessage } from './loyalty-message.ts';
import { keyText } from './order-key.ts';

/** A message's log fields: kind and orders' keys, no customer data. An event's `order` is added once it's known. */
export function aboutMessage(message: OrdersMessage | LoyaltyMessage | FetchesMessage | WakeNotices): Fields {
  const { type } = message;
  switch (type) {
    case 'wake':
      return { type, shop: message.shop, order: keyText(message) };
    case 'wake-notices': {
      const { shop, pid, about } = message;
      return { type, shop, ...(pid === undefined ? { about } : { order: keyText({ shop, pid }) }) };
    }
    case 'follow':
      return aboutReceipts(message);
    case 'purchase':
      return { type, purchase: message.purchaseId };
    case 'paid':
      return { type, shop: message.shop, orderId: message.order.orderId };
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
    case 'lookup':
      return { type, shop: message.shop, orderId: message.orderId };
    case 'erase':
    case 'export':
    case 'due-lookups':
    case 'shopify-event':
      return { type, shop: message.shop };
  }
}

/** Enough to find a log line by each of several orders; limited so that it can't grow without end. */
const longestKeys = 2000;

function aboutReceipts({ type, receipts }: PollReceipts): Fields {
  const [first, ...others] = receipts.map(keyText);
  return others.length === 0
    ? { type, order: first }
    : { type, orders: [first, ...others].join(' ').slice(0, longestKeys) };
}
