import { InvalidArgumentError } from 'commander';
import { orderKeyOf, type OrderKey } from '../../lib/order/event.ts';

/** Reads `my-shop/my-shop-1001`, as `orders find` and dead letters say it. */
export function orderKey(text: string): OrderKey {
  const key = orderKeyOf(text);
  if (key !== undefined) return key;
  throw new InvalidArgumentError(
    `"${text}" is not an order key. Keys look like my-shop/my-shop-1001. \`orders find ${/^[\w#-]+$/.test(text) ? `'${text}'` : 'TEXT'}\` finds it`,
  );
}

/** For commander's `<key...>`. */
export const orderKeys = (text: string, before: OrderKey[] | undefined): OrderKey[] => [
  ...(before ?? []),
  orderKey(text),
];
