import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import type { Lookup } from '../../lib/lookup/lookup.ts';
import type { OrderEvent } from '../../lib/order/event.ts';
import { readDeadMessage, type DeadMessage } from './dead-message.ts';
import { pidOf } from '../../lib/order/pid.ts';
import type { QueueMessage } from '../queue/walk.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import type { ShopifyEvent, ShopifyEvents } from '../../lib/platforms/shopify/event.ts';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import type { DeadQueue } from './queues.ts';

/** A message of a dead letter queue, and its orders. */
export interface Dead {
  /** SQS's message ID. */
  id: string;
  queue: DeadQueue;
  sentAt: number;
  receives: number;
  body: string;
  message: DeadMessage;
  /** The shops that it is about, usually one. */
  orders: OrderKey[];
  shop: string | undefined;
}

export type SettingsOf = (shop: string) => Promise<StoredSettings | undefined>;

export async function readDead(
  queue: DeadQueue,
  { id, sentAt, receives, body }: QueueMessage,
  settingsOf: SettingsOf,
  shopifyEvents: ShopifyEvents,
): Promise<Dead> {
  const message = readDeadMessage(body, shopifyEvents);
  const orders = await ordersOf(message, settingsOf);
  return { id, queue, sentAt, receives, body, message, orders, shop: shopOf(message) ?? orders[0]?.shop };
}

function shopOf(message: DeadMessage): string | undefined {
  if (message.kind === 'event') return message.event.shop;
  if ('of' in message) return message.of.shop;
  return message.kind === 'due-lookups' ? message.due.shop : undefined;
}

async function ordersOf(message: DeadMessage, settingsOf: SettingsOf): Promise<OrderKey[]> {
  switch (message.kind) {
    case 'letter':
      return [{ shop: message.shop, pid: message.pid }];
    case 'notice':
    case 'wake-notices': {
      const { shop, pid } = message.of;
      return pid === undefined ? [] : [{ shop, pid }];
    }
    case 'wake':
      return [{ shop: message.wake.shop, pid: message.wake.pid }];
    case 'follow':
      return message.follow.receipts;
    case 'event': {
      const orderId = orderIdOf(message.event);
      const { shop } = message.event;
      const stored = orderId === undefined ? undefined : await settingsOf(shop);
      const pidPrefix = stored && pidPrefixIn(shop, stored.raw);
      return orderId === undefined || pidPrefix === undefined ? [] : [{ shop, pid: pidOf(pidPrefix, orderId) }];
    }
    case 'purchase':
    case 'due-lookups':
    case 'unreadable':
      return [];
  }
}

/** Returns the platform's order ID; `undefined` for privacy requests, and for events of Shopify, which aren't read yet. */
export function orderIdOf(event: OrderEvent | Lookup | ShopifyEvent): string | undefined {
  if (event.type === 'paid') return event.order.orderId;
  return 'orderId' in event ? event.orderId : undefined;
}

/** Returns a name for people: an order's key, or a description. */
export function nameOf({ message, orders, shop }: Dead): string {
  const [order, ...others] = orders;
  if (order !== undefined) return others.length > 0 ? `${keyText(order)} +${others.length}` : keyText(order);
  if (message.kind === 'event') {
    const orderId = orderIdOf(message.event);
    return `${shop ?? ''}: ${message.event.type}${orderId === undefined ? '' : ` ${orderId}`}`;
  }
  if ('of' in message) return `${message.of.shop}: ${message.of.about ?? ''}`;
  if (message.kind === 'due-lookups') return `${shop ?? ''}: orders to fetch`;
  if (message.kind === 'purchase') return `purchase ${message.purchase.purchaseId} at Thanx`;
  return message.kind === 'unreadable' ? message.why : '';
}
