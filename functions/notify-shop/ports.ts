import type { Notification, Outcome } from '../../lib/notify/notification.ts';
import type { NotifySecret, TargetSecret } from '../../lib/notify/secret.ts';
import type { NoticesOf } from '../../lib/store/keys.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import type { NotifyTarget } from '../../lib/shops/notify-settings.ts';
import type { Control, ShopControl, TargetControl } from '../../lib/store/control.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import type { NotifiedShop } from './notified-shop.ts';

/** The external dependencies of notify-shop. */
export interface Ports {
  store: Pick<OrderStore, 'notices' | 'thanku' | 'receipt' | 'basket' | 'payload' | 'erased' | 'scopeWatches'>;
  shops: {
    get(shop: string): Promise<NotifiedShop | undefined>;
    /** Bypasses the cache, because a target may have just been added. */
    refresh(shop: string): Promise<NotifiedShop | undefined>;
  };
  secrets: {
    get(shop: string): Promise<NotifySecret | undefined>;
    /** Bypasses the cache, because somebody may have just put one. */
    refresh(shop: string): Promise<NotifySecret | undefined>;
  };
  /** The address of the shop's page about an order. */
  pageLink: (order: { shop: string; orderId: string }, keyVersion: number) => Promise<string>;
  shopControl: (shop: string) => Pick<Control<ShopControl>, 'get'>;
  targetControl: (shop: string, target: string) => Control<TargetControl>;
  /** Sends a notification. It rejects only if something of ours fails. */
  send: (target: NotifyTarget, secret: TargetSecret, notification: Notification) => Promise<Outcome>;
  /** Has thank-customer settle an order whose payload isn't needed any more. */
  wakeOrder: (order: OrderKey) => Promise<void>;
  sendDeadLetter: (notices: NoticesOf, reason: string) => Promise<void>;
  telemetry: Telemetry;
  now: () => number;
  random: () => number;
  newId: () => string;
  partnerTimeoutMs: number;
}
