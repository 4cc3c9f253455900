import * as z from 'zod';
import type { Notification, Outcome } from '../../lib/notify/notification.ts';
import type { NotifySecret, TargetSecret } from '../../lib/notify/secret.ts';
import type { NoticesOf } from '../../lib/store/keys.ts';
import type { OrderKey } from '../../lib/order/order-key.ts';
import { targetsIn, type NotifyTarget, type ReadTarget } from '../../lib/shops/notify-settings.ts';
import { keyVersionsIn } from '../../lib/shops/thanks-page-settings.ts';
import { removedIn, type RawSettings } from '../../lib/shops/stored-settings.ts';
import type { Control, ShopControl, TargetControl } from '../../lib/store/control.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import type { Telemetry } from '../../lib/telemetry.ts';

/** As much of a shop's settings as notifications need. */
export interface NotifiedShop {
  /** How the shop calls itself. */
  name: string;
  targets: readonly ReadTarget[];
  /** The version of the key with which its links are made. `undefined`: this version of thankflow can't read it. */
  linkKeyVersion?: number | undefined;
}

const Name = z.object({ name: z.string() });

/** Reads them whatever version wrote them. A removed shop has no targets. */
export function notifiedShop(shop: string, settings: RawSettings): NotifiedShop {
  if (removedIn(settings).removed !== undefined) return { name: shop, targets: [] };
  const [linkKeyVersion] = keyVersionsIn(settings);
  return { name: Name.safeParse(settings).data?.name ?? shop, targets: targetsIn(settings), linkKeyVersion };
}

/** The external dependencies of notify-shop. */
export interface Ports {
  store: Pick<OrderStore, 'notices' | 'thanku' | 'receipt' | 'payload' | 'erased' | 'scopeWatches'>;
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
