import { anything } from '../fields.ts';

/** The number in an ID such as `gid://shopify/Order/820982911946154508`, or the plain ID. Text can't be rounded. */
export function gidOr<Plain>(kind: string, gid: unknown, plain: Plain): string | Plain {
  const match = typeof gid === 'string' ? /^gid:\/\/shopify\/(\w+)\/(\d{1,30})$/.exec(gid) : null;
  return match?.[1] === kind && match[2] !== undefined ? match[2] : plain;
}

/** A body's own GraphQL ID, which says what the body is. A draft order has `gid://shopify/DraftOrder/…`. */
export const gidOf = (kind: string) =>
  anything.refine(
    (gid) => typeof gid !== 'string' || !gid.startsWith('gid://shopify/') || gid.startsWith(`gid://shopify/${kind}/`),
    `expected the id of a Shopify ${kind}`,
  );
