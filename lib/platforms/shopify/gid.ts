/**
 * The number at the end of a GraphQL id such as `gid://shopify/Order/820982911946154508`, else the plain id. The GraphQL
 * id is text everywhere, so what relays and replays a webhook on its way cannot round it.
 */
export function gidOr<Plain>(kind: string, gid: unknown, plain: Plain): string | Plain {
  const match = typeof gid === 'string' ? /^gid:\/\/shopify\/(\w+)\/(\d{1,30})$/.exec(gid) : null;
  return match?.[1] === kind && match[2] !== undefined ? match[2] : plain;
}
