import { jsonObject, type Reply } from '../../partners/reply.ts';
import type { SandboxCall } from '../../partners/sandbox-api.ts';
import type { SandboxShop } from '../sandbox-shop.ts';
import type { OrderNote } from '../shop-order.ts';
import { invalidParameters, missingParameters, restError, unsupported } from './errors.ts';

const types = ['any', 'customer', 'internal'];

/**
 * `GET /wp-json/wc/v3/orders/{id}/notes`: all of them, the newest first. There are no pages.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/rest-api/Controllers/Version2/class-wc-rest-order-notes-v2-controller.php
 */
export function listNotes(shop: SandboxShop, id: string, call: SandboxCall): Reply {
  const order = shop.order(id);
  const type = call.query.get('type') ?? 'any';
  if (!types.includes(type)) {
    const message = `type is not one of ${types.join(', ')}.`;
    return invalidParameters([{ name: 'type', code: 'rest_not_in_enum', message }]);
  }
  if (order === undefined) return restError(404, 'woocommerce_rest_shop_order_invalid_id', 'Invalid order ID.');
  const found = order.notes.filter(({ toCustomer }) => type === 'any' || toCustomer === (type === 'customer'));
  return { status: 200, body: found.toReversed().map((note) => shown(shop, id, note)) };
}

/**
 * `POST /wp-json/wc/v3/orders/{id}/notes`. WooCommerce mails a note to the customer before it answers. Its code for an order that doesn't exist is another one.
 * @see https://github.com/woocommerce/woocommerce/blob/trunk/plugins/woocommerce/includes/rest-api/Controllers/Version3/class-wc-rest-order-notes-controller.php
 */
export function createNote(shop: SandboxShop, id: string, call: SandboxCall): Reply {
  const { note, customer_note: toCustomer = false, ...others } = jsonObject(call.body) ?? {};
  if (note === undefined) return missingParameters(['note']);
  const wrong = { name: 'note', type: 'string', is: typeof note === 'string' && note !== '' };
  const wrongFlag = { name: 'customer_note', type: 'boolean', is: typeof toCustomer === 'boolean' };
  const invalid = [wrong, wrongFlag].filter(({ is }) => !is);
  if (typeof note !== 'string' || typeof toCustomer !== 'boolean' || invalid.length > 0)
    return invalidParameters(
      invalid.map(({ name, type }) => ({
        name,
        code: 'rest_invalid_type',
        message: `${name} is not of type ${type}.`,
      })),
    );
  if (Object.keys(others).length > 0) return unsupported(Object.keys(others).join(', '));
  if (shop.order(id) === undefined) return restError(404, 'woocommerce_rest_order_invalid_id', 'Invalid order ID.');
  return { status: 201, body: shown(shop, id, shop.addNote(id, note, toCustomer)) };
}

function shown(shop: SandboxShop, orderId: string, { id, text, toCustomer, atMs }: OrderNote) {
  const { domain, utcOffsetMinutes } = shop.options;
  const href = `https://${domain}/wp-json/wc/v3/orders/${orderId}`;
  return {
    id: Number(id),
    author: 'system',
    date_created: new Date(atMs + utcOffsetMinutes * 60_000).toISOString().slice(0, 19),
    date_created_gmt: new Date(atMs).toISOString().slice(0, 19),
    note: text,
    customer_note: toCustomer,
    _links: {
      self: [{ href: `${href}/notes/${id}` }],
      collection: [{ href: `${href}/notes` }],
      up: [{ href }],
    },
  };
}
