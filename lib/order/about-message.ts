import type { Fields } from '../telemetry.ts';
import type { PollReceipts, LoyaltyMessage, OrdersMessage } from './event.ts';
import { keyText } from './order-key.ts';

/**
 * What log lines say of a message: its kind, and the keys of its orders. An event names no pid: `order` is added once its shop's
 * settings are known. Nothing of the customer.
 */
export function aboutMessage(message: OrdersMessage | LoyaltyMessage): Fields {
  const { type } = message;
  switch (type) {
    case 'wake':
      return { type, shop: message.shop, order: keyText(message) };
    case 'follow':
      return aboutReceipts(message);
    case 'paid':
      return { type, shop: message.shop, orderId: message.order.orderId };
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
      return { type, shop: message.shop, orderId: message.orderId };
    case 'erase':
    case 'export':
      return { type, shop: message.shop };
  }
}

/** A log line is to be found by each of several orders, and not to grow without bound. */
const longestKeys = 2000;

function aboutReceipts({ type, receipts }: PollReceipts): Fields {
  const [first, ...others] = receipts.map(keyText);
  return others.length === 0
    ? { type, order: first }
    : { type, orders: [first, ...others].join(' ').slice(0, longestKeys) };
}
