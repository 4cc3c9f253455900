import * as z from 'zod';
import { maxProductIdChars, maxSkuChars, type LineItem } from '../../order/order.ts';
import { anything, lenient, listOf, quantity, shownText, signedAmount, statedList, wholeText } from '../fields.ts';
import { priceOf, without } from '../goods.ts';

const certificate = 'giftcertificate';

const Line = z.object({
  id: wholeText(64),
  parent_order_product_id: wholeText(64),
  name: shownText(300),
  name_customer: shownText(300),
  quantity,
  sku: wholeText(maxSkuChars),
  product_id: wholeText(maxProductIdChars),
  type: anything,
  total_ex_tax: signedAmount,
  applied_discounts: statedList(z.object({ amount: signedAmount })),
  /** Instead of all other fields, if the lines weren't asked for. */
  resource: anything,
});
type Line = z.infer<typeof Line>;

const Lines = listOf(lenient(Line)).catch([]);
const Group = lenient(z.object({ line_items: Lines }));
const Groups = listOf(Group).catch([]);

/** Where the goods go: each has lines of its own. */
const Consignments = lenient(
  z.object({
    pickups: Groups,
    shipping: Groups,
    downloads: Groups,
    email: lenient(z.object({ gift_certificates: Groups })),
  }),
);

/** The structure that is asked for, or the older one: a list of the same. */
const EitherStructure = z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(Consignments));

/** The fields of an order that contain its lines. `products` is a link, or in a file of orders perhaps what it leads to. */
export const lineFields = { consignments: EitherStructure, products: Lines };

/**
 * The items. A bundle counts once, and its parts don't count. If a part's bundle isn't in the order, the part counts. Shipping, handling and fees
 * aren't lines.
 */
export function itemsOf({
  consignments,
  products,
}: Pick<z.infer<z.ZodObject<typeof lineFields>>, 'consignments' | 'products'>): LineItem[] {
  const consigned = consignments.flatMap((one) =>
    [
      ...(one?.shipping ?? []),
      ...(one?.pickups ?? []),
      ...(one?.downloads ?? []),
      ...(one?.email?.gift_certificates ?? []).map(certificates),
    ].flatMap((group) => group?.line_items ?? []),
  );
  const lines = (consigned.some(isLine) ? consigned : products).filter(isLine);
  const ids = new Set(lines.map(({ id }) => id));
  return lines
    .filter(({ id, parent_order_product_id: parent }) => parent === undefined || parent === id || !ids.has(parent))
    .map((line) => ({
      title: line.name ?? line.name_customer ?? '',
      quantity: line.quantity,
      giftCard: line.type === certificate,
      sku: line.sku,
      productId: line.product_id,
      price: priceOf(without(line.total_ex_tax, ...(line.applied_discounts ?? [undefined]).map((one) => one?.amount))),
    }));
}

/** What is sent by e-mail is nothing else, even if its lines have no type. */
const certificates = (group: z.infer<typeof Group>): z.infer<typeof Group> =>
  group && { line_items: group.line_items.map((line) => line && { ...line, type: certificate }) };

const isLine = (line: Line | null | undefined): line is Line =>
  line !== null && line !== undefined && line.resource === undefined;
