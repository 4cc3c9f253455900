import { chunksOf } from '../../lib/batches.ts';
import { basketIdOf } from '../../lib/order/basket/plan.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { gidOr } from '../../lib/platforms/shopify/gid.ts';
import { keys } from '../../lib/store/keys.ts';
import type { OrderIndex } from './order-index.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import { orderKeyOf, keyText, type OrderKey } from '../../lib/order/order-key.ts';

export interface FindPorts {
  store: Pick<OrderStore, 'thanku' | 'findByNumber'>;
  index: Pick<OrderIndex, 'byId'>;
}

export type FoundBy =
  | 'key'
  | 'number'
  | 'platform id'
  | 'ThankU or receipt id'
  | 'basket id'
  | 'link'
  | 'e-mail address';

export interface FoundOrder extends OrderKey {
  by: FoundBy;
}

export interface SearchedShop {
  shop: string;
  /** The prefix of its pids, if known. */
  pidPrefix: string | undefined;
}

/** Shops searched at the same time. */
const shopConcurrency = 20;

/**
 * Returns the orders of the given shops that a text may mean, each once: by key, number with or without `#`, the platform's ID, or the ID of a
 * ThankU, receipt or basket, also inside a link, or the link of the customer's page.
 */
export async function findOrders(
  ports: FindPorts,
  shops: readonly SearchedShop[],
  text: string,
): Promise<FoundOrder[]> {
  const found = new Map<string, FoundOrder>();
  const add = (order: FoundOrder) => {
    if (!found.has(keyText(order))) found.set(keyText(order), order);
  };
  const asked = text.trim();
  const key = orderKeyOf(asked);
  if (key !== undefined && (await isThere(ports, key))) add({ ...key, by: 'key' });
  const wanted = new Set(shops.map(({ shop }) => shop));
  for (const id of idsIn(asked)) {
    for (const order of await ports.index.byId(id)) {
      if (wanted.has(order.shop)) add({ ...order, by: 'ThankU or receipt id' });
    }
  }
  const page = customersPageIn(asked);
  const ofPage = shops.find(({ shop }) => shop === page?.shop);
  if (page !== undefined && ofPage !== undefined)
    for (const order of await findIn(ports, ofPage, page.orderId))
      if (order.by !== 'number') add({ ...order, by: 'link' });
  for (const some of chunksOf(shops, shopConcurrency)) {
    (await Promise.all(some.map((shop) => findIn(ports, shop, asked)))).flat().forEach(add);
  }
  return [...found.values()];
}

async function findIn(ports: FindPorts, { shop, pidPrefix }: SearchedShop, text: string): Promise<FoundOrder[]> {
  const orderId = gidOr('Order', text, text);
  const asPid = pidPrefix !== undefined && orderId.length <= 256 ? [pidOf(pidPrefix, orderId)] : [];
  const pids = new Set([text, ...asPid]);
  const byPid = [...pids].map(async (pid): Promise<FoundOrder[]> => {
    const order = orderKeyOf(`${shop}/${pid}`);
    if (order === undefined || !(await isThere(ports, order))) return [];
    return [{ ...order, by: pid === text ? 'key' : 'platform id' }];
  });
  const basketPid = text.startsWith(basketIdOf({ shop, pid: '' }))
    ? text.slice(basketIdOf({ shop, pid: '' }).length)
    : '';
  const ofBasket = orderKeyOf(`${shop}/${basketPid}`);
  const byBasket: FoundOrder[] =
    ofBasket !== undefined && (await isThere(ports, ofBasket)) ? [{ ...ofBasket, by: 'basket id' }] : [];
  // Shops write `#1001`, people type `1001`.
  const numbers = text.startsWith('#') ? [text, text.slice(1)] : [text, `#${text}`];
  const byNumber = numbers
    .filter((number) => number !== '' && number.length <= 64)
    .map(async (number): Promise<FoundOrder[]> => {
      const found = await ports.store.findByNumber(shop, number);
      return found.map((pid) => ({ shop, pid, by: 'number' }));
    });
  return [...byBasket, ...(await Promise.all([...byPid, ...byNumber])).flat()];
}

const isThere = async ({ store }: FindPorts, { shop, pid }: OrderKey): Promise<boolean> =>
  (await store.thanku.get(keys.thanku(shop, pid))) !== undefined;

/** What the address of a customer's page says: `…/t/my-shop?o=1001&k=…`. */
function customersPageIn(text: string): { shop: string; orderId: string } | undefined {
  const url = URL.parse(text);
  const [, shop] = /^\/t\/([^/]+)$/.exec(url?.pathname ?? '') ?? [];
  const orderId = url?.searchParams.get('o') ?? '';
  return shop === undefined || orderId === '' ? undefined : { shop, orderId };
}

/** Returns the text itself, and the possible IDs in a link. */
function idsIn(text: string): string[] {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) return text === '' || text.length > 256 ? [] : [text];
  const parts = [...url.pathname.split('/').map((part) => decoded(part)), ...url.searchParams.values()];
  return parts.filter((part) => part.length >= 8 && part.length <= 256);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // The text isn't encoded.
    return part;
  }
}
