import * as z from 'zod';
import { jsonObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { ShopOrder } from '../shop-order.ts';
import { invalidParameters, restError, unsupported } from './errors.ts';
import { shownOrder } from './orders-api.ts';

const MetaData = z.array(z.strictObject({ key: z.string().min(1), value: z.json() }));

/**
 * `PUT /wp-json/wc/v3/orders/{id}`, for meta data only. It also changes orders in the trash. For an order that doesn't exist, WooCommerce answers 400 here.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/rest-api/Controllers/Version3/class-wc-rest-crud-controller.php
 */
export function updateOrder(shop: SandboxShop, id: string, call: SandboxCall): Reply {
  const body = jsonObject(call.body);
  if (body === undefined) return restError(400, 'rest_invalid_json', 'Invalid JSON body passed.');
  const others = Object.keys(body).filter((name) => name !== 'meta_data');
  if (others.length > 0) return unsupported(`changing ${others.join(', ')}`);
  const parsed = MetaData.safeParse(body['meta_data']);
  if (!parsed.success) {
    const message = 'meta_data is not of type array.';
    return invalidParameters([{ name: 'meta_data', code: 'rest_invalid_type', message }]);
  }
  const order = shop.order(id);
  if (order === undefined) return restError(400, 'woocommerce_rest_shop_order_invalid_id', 'Invalid ID.');
  const changed = shop.annotate(id, { meta: merged(order.meta, parsed.data, () => Number(shop.nextId())) });
  return { status: 200, body: shownOrder(shop, changed, call) };
}

/** A key has one value. `null` removes it. */
function merged(before: ShopOrder['meta'], given: z.infer<typeof MetaData>, nextId: () => number): ShopOrder['meta'] {
  const meta = new Map(before.map((one) => [one.key, one]));
  for (const { key, value } of given) {
    if (value === null) meta.delete(key);
    else meta.set(key, { id: meta.get(key)?.id ?? nextId(), key, value });
  }
  return [...meta.values()];
}
