import * as z from 'zod';
import { anything, capText } from '../fields.ts';

/** An ID that Ecwid gave: digits, from a number or from the text that `losslessJson` made of it. `undefined` for 0, -1 and anything else. */
export const internalId = z.transform((value) => {
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && /^[1-9]\d{0,29}$/.test(text) ? text : undefined;
});

/**
 * An order's ID for people, such as `SALE-G01ZG`, with the prefix and suffix that the shop has chosen. An event names it unsigned, and it becomes part
 * of a URL. So it's only taken if it can't mean anything else there, to Ecwid or to a firewall in front of it. Otherwise the order is found by its
 * internal ID.
 */
export const OrderId = z
  .union([z.string(), z.number()], 'expected an id')
  .transform(String)
  .pipe(z.string().regex(/^(?!\.$|.*\.\.)[\p{L}\p{M}\p{N} #._+-]{1,100}$/u, 'expected an id such as XJ12H'));

/** All IDs that an order has. `orderNumber` and `vendorOrderNumber` are their older names. */
export const orderIds = {
  internalId,
  orderNumber: internalId,
  id: anything,
  vendorOrderNumber: anything,
};
export type OrderIds = z.infer<z.ZodObject<typeof orderIds>>;

/**
 * The order's identity: its internal ID, which never changes, unlike the ID for people. The API has given it since 2021, and before that as
 * `orderNumber`. Both are the same number.
 */
export const identityOf = ({ internalId: id, orderNumber }: OrderIds): string | undefined => id ?? orderNumber;

const maxNumberChars = 64;

/** The ID for people, cut to that length. */
export function numberOf({ id, vendorOrderNumber, orderNumber }: OrderIds): string | undefined {
  const text = [id, vendorOrderNumber, orderNumber].find((one) => typeof one === 'string' && one !== '');
  return typeof text === 'string' ? capText(text, maxNumberChars) : undefined;
}

/** Whether an ID is one of the order's, however it's spelt. */
export const isCalled = (ids: OrderIds, wanted: string): boolean =>
  [ids.internalId, ids.orderNumber, ids.id, ids.vendorOrderNumber].some(
    (one) => (typeof one === 'string' || typeof one === 'number') && String(one).toLowerCase() === wanted.toLowerCase(),
  );
