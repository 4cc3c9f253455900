import { chunksOf } from '../../lib/batches.ts';
import { pidOf } from '../../lib/order/pid.ts';
import { gidOr } from '../../lib/platforms/shopify/gid.ts';
import { keys } from '../../lib/store/keys.ts';
import type { OrderIndex } from './order-index.ts';
import type { OrderStore } from '../../lib/store/orders.ts';
import { orderKeyOf, keyText, type OrderKey } from '../../lib/order/event.ts';

export interface FindPorts {
  store: Pick<OrderStore, 'thanku' | 'findByNumber'>;
  index: Pick<OrderIndex, 'byId'>;
}

/** How an order was found. */
export type FoundBy = 'key' | 'number' | 'platform id' | 'ThankU or receipt id';

export interface FoundOrder extends OrderKey {
  by: FoundBy;
}

/** A shop that is looked in. */
export interface SearchedShop {
  shop: string;
  /** What its pids begin with, if that is known. */
  pidPrefix: string | undefined;
}

/** Shops asked at the same time. */
const shopConcurrency = 20;

/**
 * The orders that a text may mean: their key, their human number with or without `#`, the platform's id, or the id of their
 * ThankU or receipt, also inside a link. Each once. Orders of all the shops given.
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
  // Shops write `#1001`, people type `1001`.
  const numbers = text.startsWith('#') ? [text, text.slice(1)] : [text, `#${text}`];
  const byNumber = numbers
    .filter((number) => number !== '' && number.length <= 64)
    .map(async (number): Promise<FoundOrder[]> => {
      const found = await ports.store.findByNumber(shop, number);
      return found.map((pid) => ({ shop, pid, by: 'number' }));
    });
  return (await Promise.all([...byPid, ...byNumber])).flat();
}

const isThere = async ({ store }: FindPorts, { shop, pid }: OrderKey): Promise<boolean> =>
  (await store.thanku.get(keys.thanku(shop, pid))) !== undefined;

/** The text itself; of a link also what may be an id in it. */
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
    // Not an encoded text: it is what it is.
    return part;
  }
}
