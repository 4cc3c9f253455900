import * as z from 'zod';
import { NotModelled } from '../../aws/not-modelled.ts';
import { json, type Mail, type System, type SystemAnswer, type SystemRequest } from './system.ts';

interface StoredOrder {
  meta: Map<string, string>;
  notes: { id: number; note: string; customer_note: boolean }[];
}

const Changes = z.strictObject({
  meta_data: z.array(z.strictObject({ key: z.string().startsWith('thankflow_'), value: z.string().nullable() })),
});
const NewNote = z.strictObject({ note: z.string(), customer_note: z.boolean() });

const notFound = (status: number) =>
  json(status, { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.', data: { status } });
const unauthorized = json(401, { code: 'woocommerce_rest_cannot_view', message: 'Sorry', data: { status: 401 } });

/**
 * As much of WooCommerce's REST API as notifications use. A note to the customer is mailed to them.
 * @param key `ck_…:cs_…`
 * @param gone whether an order has been deleted
 * @see https://woocommerce.github.io/woocommerce-rest-api-docs/#order-notes
 */
export function wooCommerceStore(shop: string, key: string, gone: (orderId: string) => boolean, mails: Mail[]) {
  const orders = new Map<string, StoredOrder>();
  let ids = 0;

  const of = (orderId: string): StoredOrder => {
    const known = orders.get(orderId) ?? { meta: new Map(), notes: [] };
    orders.set(orderId, known);
    return known;
  };
  function change({ meta }: StoredOrder, body: string): void {
    for (const { key: name, value } of Changes.parse(JSON.parse(body)).meta_data) {
      if (value === null) meta.delete(name);
      else meta.set(name, value);
    }
  }

  function addNote(order: StoredOrder, body: string, mail: Mail): SystemAnswer {
    const added = { id: ++ids, ...NewNote.parse(JSON.parse(body)) };
    order.notes.push(added);
    if (added.customer_note) mails.push(mail);
    return json(201, added);
  }

  const system: System = ({ method, path, headers, body }: SystemRequest, nowMs, begunMs) => {
    if (headers['authorization'] !== `Basic ${Buffer.from(key).toString('base64')}`) return unauthorized;
    const { pathname, searchParams } = new URL(path, 'https://shop.example');
    const [, orderId = '', notes] = /^\/wp-json\/wc\/v3\/orders\/(\d+)(\/notes)?$/.exec(pathname) ?? [];
    if (orderId === '') throw new NotModelled(`WooCommerce: ${method} ${pathname}`);
    if (gone(orderId)) return notFound(method === 'PUT' ? 400 : 404);
    const order = of(orderId);
    if (notes !== undefined && method === 'POST')
      return addNote(order, body, { shop, orderId, by: 'woocommerce', atMs: nowMs, begunMs });
    if (notes !== undefined && method === 'GET') {
      const isForCustomer = searchParams.get('type') === 'customer';
      return json(
        200,
        order.notes.filter(({ customer_note }) => customer_note || !isForCustomer),
      );
    }
    if (method === 'PUT') change(order, body);
    else if (method !== 'GET') throw new NotModelled(`WooCommerce: ${method} ${pathname}`);
    return json(200, { id: Number(orderId) });
  };
  return {
    system,
    /** The text in a field of an order. */
    fieldOf: (orderId: string, field: 'status' | 'link'): string | undefined =>
      orders.get(orderId)?.meta.get(`thankflow_${field}`),
  };
}
