import { ShopId } from './order.ts';

/** An order as operators, dead letters and receipt comments name it: `shop/pid`. */
export interface OrderKey {
  shop: string;
  pid: string;
}

export const keyText = ({ shop, pid }: OrderKey): string => `${shop}/${pid}`;

/** Parses `my-shop/my-shop-1001`. `undefined` if it isn't an order key. */
export function orderKeyOf(text: string): OrderKey | undefined {
  const [, shop, pid] = /^([^/]+)\/([\w-]{1,64})$/.exec(text) ?? [];
  return shop !== undefined && pid !== undefined && ShopId.safeParse(shop).success ? { shop, pid } : undefined;
}
