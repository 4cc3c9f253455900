import { InvalidArgumentError } from 'commander';
import { ShopId } from '../lib/order/order.ts';

/** An order as operators and dead letters name it: `shop/pid`. */
export interface OrderKey {
  shop: string;
  pid: string;
}

export const keyText = ({ shop, pid }: OrderKey): string => `${shop}/${pid}`;

/** Reads `my-shop/my-shop-1001`; `undefined` if that is no order's key. */
export function orderKeyOf(text: string): OrderKey | undefined {
  const [, shop, pid] = /^([^/]+)\/([\w-]{1,64})$/.exec(text) ?? [];
  return shop !== undefined && pid !== undefined && ShopId.safeParse(shop).success ? { shop, pid } : undefined;
}

/** Reads `my-shop/my-shop-1001`, as `orders find` and dead letters say it. */
export function orderKey(text: string): OrderKey {
  const key = orderKeyOf(text);
  if (key !== undefined) return key;
  throw new InvalidArgumentError(
    `"${text}" is no order's key, which looks like my-shop/my-shop-1001. \`orders find ${/^[\w#-]+$/.test(text) ? `'${text}'` : 'TEXT'}\` finds it`,
  );
}

/** For commander's `<key...>`. */
export const orderKeys = (text: string, before: OrderKey[] | undefined): OrderKey[] => [
  ...(before ?? []),
  orderKey(text),
];
