import { ShopId } from './order.ts';

/** An order as operators, dead letters and the comments of receipts name it: `shop/pid`. */
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
