import { losslessJsonOrUndefined } from '../payload.ts';

/**
 * Where a shop's own data is: `metadata` of any object, and the fields that it adds to Checkout. Stripe itself has no gift cards, but these may
 * contain the code of one.
 * @see https://docs.stripe.com/metadata
 * @see https://docs.stripe.com/payments/checkout/custom-fields
 */
const ownData = new Set(['metadata', 'custom_fields']);

/** The only field of them that is read. */
const orderNumber = 'order_number';

/** Far deeper than any event. What is nested deeper is removed. */
const maxDepth = 50;

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Removes the shop's own data, except an order's number. Returns the same buffer if there was none, and an empty one if it isn't JSON. */
export function stripeWithoutGiftCards(body: Buffer): Buffer {
  const value = losslessJsonOrUndefined(body);
  if (value === undefined) return Buffer.alloc(0);
  let removed = false;

  const nothing = (): undefined => {
    removed = true;
    return undefined;
  };
  const clean = (part: unknown, depth: number): unknown => {
    if (!isObject(part)) return part;
    if (depth > maxDepth) return nothing();
    if (Array.isArray(part)) return part.map((item: unknown) => clean(item, depth + 1) ?? null);
    return fields(part, (name, field) => (ownData.has(name) ? ownOf(field) : clean(field, depth + 1)));
  };
  const ownOf = (own: unknown): unknown => {
    if (!isObject(own)) return own === null ? null : nothing();
    if (Array.isArray(own)) return own.length === 0 ? own : nothing();
    return fields(own, (name, field) => (name === orderNumber && !isObject(field) ? field : nothing()));
  };

  const kept = clean(value, 0);
  return removed ? Buffer.from(JSON.stringify(kept ?? null)) : body;
}

function fields(value: object, keep: (name: string, field: unknown) => unknown): object {
  const kept = Object.entries(value).map(([name, field]) => [name, keep(name, field)] as const);
  return Object.fromEntries(kept.filter(([, field]) => field !== undefined));
}
