import { keyText, type OrderEvent, type OrderKey } from '../../lib/order/event.ts';
import { readDeadMessage, type DeadMessage } from './dead-message.ts';
import { pidOf } from '../../lib/order/pid.ts';
import type { QueueMessage } from '../queue/walk.ts';
import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import { pidPrefixIn } from '../../lib/shops/stored-settings.ts';
import type { DeadQueue } from './queues.ts';

/** A message of a dead letter queue, and which orders it is about. */
export interface Dead {
  /** SQS's message id. */
  id: string;
  queue: DeadQueue;
  sentAt: number;
  receives: number;
  body: string;
  message: DeadMessage;
  /** Of the shops that it is about; usually one. */
  orders: OrderKey[];
  shop: string | undefined;
}

export type SettingsOf = (shop: string) => Promise<StoredSettings | undefined>;

export async function readDead(
  queue: DeadQueue,
  { id, sentAt, receives, body }: QueueMessage,
  settingsOf: SettingsOf,
): Promise<Dead> {
  const message = readDeadMessage(body);
  const orders = await ordersOf(message, settingsOf);
  const shop = message.kind === 'event' ? message.event.shop : orders[0]?.shop;
  return { id, queue, sentAt, receives, body, message, orders, shop };
}

async function ordersOf(message: DeadMessage, settingsOf: SettingsOf): Promise<OrderKey[]> {
  switch (message.kind) {
    case 'letter':
      return [{ shop: message.shop, pid: message.pid }];
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
    case 'unreadable':
      return [];
  }
}

/** The platform's order id; `undefined` for privacy requests. */
export function orderIdOf(event: OrderEvent): string | undefined {
  switch (event.type) {
    case 'paid':
      return event.order.orderId;
    case 'cancelled':
    case 'unpaid':
    case 'refunded':
      return event.orderId;
    case 'erase':
    case 'export':
      return undefined;
  }
}

/** What a person calls it: an order's key, or what else it is. */
export function nameOf({ message, orders, shop }: Dead): string {
  const [order, ...others] = orders;
  if (order !== undefined) return others.length > 0 ? `${keyText(order)} +${others.length}` : keyText(order);
  if (message.kind === 'event') {
    const orderId = orderIdOf(message.event);
    return `${shop ?? ''}: ${message.event.type}${orderId === undefined ? '' : ` ${orderId}`}`;
  }
  return message.kind === 'unreadable' ? message.why : '';
}
