import * as z from 'zod';
import type { AdminRoutes } from '../partners/sandbox-api.ts';
import { ShopFaults } from './shop-faults.ts';
import { NewOrder, NewRefund } from './shop-order.ts';
import type { ShopRegistry } from './shop-registry.ts';
import type { SandboxShop } from './sandbox-shop.ts';

const OfShop = z.strictObject({ shop: z.string() });
const OfOrder = OfShop.extend({ order: z.string() });
const Place = OfShop.extend({ order: NewOrder.prefault({}) });
const Refund = OfOrder.extend({ refund: NewRefund.prefault({}) });
const Faults = OfShop.extend(ShopFaults.shape);

/** What the admin routes need of credentials. */
interface Credentials {
  setRevoked(shop: string, revoked: boolean): boolean;
}

/**
 * The admin routes of all platforms. A body names the shop by thankflow's ID, and an order by its own:
 * `POST /_sandbox/orders/pay {"shop":"demo-shopify","order":"5500000000001"}`.
 */
export function shopAdminRoutes(registry: ShopRegistry, credentials: Credentials): AdminRoutes {
  const shopOf = (id: string): SandboxShop => registry.shop(id) ?? refuse('shop', `there is no shop ${id}`);
  const changing = <T>(change: () => T): T => {
    try {
      return change();
    } catch (error) {
      if (error instanceof RangeError) return refuse('order', error.message);
      throw error;
    } finally {
      registry.changed();
    }
  };
  const onOrder = (change: (shop: SandboxShop, order: string) => unknown) => (body: unknown) => {
    const { shop, order } = OfOrder.parse(body);
    return { order: changing(() => change(shopOf(shop), order)) ?? null };
  };
  const byShop = (view: (shop: SandboxShop) => unknown) => () =>
    Object.fromEntries(registry.shops.map((shop) => [shop.options.id, view(shop)]));

  return {
    'GET /_sandbox/orders': byShop(({ orders }) => orders),
    'POST /_sandbox/orders': (body) => {
      const { shop, order } = Place.parse(body);
      return { order: changing(() => shopOf(shop).place(order)) };
    },
    'POST /_sandbox/orders/pay': onOrder((shop, order) => shop.pay(order)),
    'POST /_sandbox/orders/edit': onOrder((shop, order) => shop.edit(order)),
    'POST /_sandbox/orders/cancel': onOrder((shop, order) => shop.cancel(order)),
    'POST /_sandbox/orders/trash': onOrder((shop, order) => shop.trash(order)),
    'POST /_sandbox/orders/delete': onOrder((shop, order) => shop.delete(order)),
    'POST /_sandbox/orders/refund': (body) => {
      const { shop, order, refund } = Refund.parse(body);
      return { order: changing(() => shopOf(shop).refund(order, refund)) };
    },
    'GET /_sandbox/outbox': byShop(({ outbox }) => ({ deliveries: outbox.deliveries, dropped: outbox.dropped })),
    'GET /_sandbox/subscriptions': byShop(({ outbox }) =>
      outbox.subscriptions.map(({ topic, url, status, failures }) => ({ topic, url, status, failures })),
    ),
    'GET /_sandbox/shop-faults': byShop(({ faults }) => faults),
    'PUT /_sandbox/shop-faults': (body) => {
      const { shop, ...faults } = Faults.parse(body);
      shopOf(shop).faults = faults;
      return faults;
    },
    'POST /_sandbox/token/revoke': (body) => ({ found: credentials.setRevoked(OfShop.parse(body).shop, true) }),
    'POST /_sandbox/token/restore': (body) => ({ found: credentials.setRevoked(OfShop.parse(body).shop, false) }),
  };
}

/** Makes the sandbox answer 400 with this message. */
function refuse(path: string, message: string): never {
  throw new z.ZodError([{ code: 'custom', path: [path], message, input: undefined }]);
}
