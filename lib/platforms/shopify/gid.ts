import { anything } from '../fields.ts';

/**
 * The number at the end of a GraphQL id such as `gid://shopify/Order/820982911946154508`, else the plain id. The GraphQL
 * id is text everywhere, so what relays and replays a webhook on its way cannot round it.
 */
export function gidOr<Plain>(kind: string, gid: unknown, plain: Plain): string | Plain {
  const match = typeof gid === 'string' ? /^gid:\/\/shopify\/(\w+)\/(\d{1,30})$/.exec(gid) : null;
  return match?.[1] === kind && match[2] !== undefined ? match[2] : plain;
}

/** A body's own GraphQL id, which says what it is: that of a draft order is `gid://shopify/DraftOrder/…`. */
export const gidOf = (kind: string) =>
  anything.refine(
    (gid) => typeof gid !== 'string' || !gid.startsWith('gid://shopify/') || gid.startsWith(`gid://shopify/${kind}/`),
    `expected the id of a Shopify ${kind}`,
  );
