import { createHmac, timingSafeEqual } from 'node:crypto';

const hmac = (key: string, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();

/**
 * The key with which a shop computes the links of its orders: 64 hex digits, used as text. All keys come from one
 * secret of the stage, so a shop needs no secret of its own.
 * @param version one of the settings' `thanksPage.keyVersions`
 */
export const linkKey = (stageSecret: string, shop: string, version: number): string =>
  hmac(stageSecret, `link.v1.${shop}.${version}`).toString('hex');

/** What a link proves its order with: 32 hex digits, the first half of an HMAC-SHA256. */
export const linkMac = (key: string, shop: string, orderId: string): string =>
  hmac(key, `t1.${shop}.${orderId}`).subarray(0, 16).toString('hex');

/** Whether the mac is right for the order with one of these keys. */
export function isLinkMac(mac: string, keys: readonly string[], shop: string, orderId: string): boolean {
  if (!/^[0-9a-f]{32}$/.test(mac)) return false;
  const given = Buffer.from(mac);
  return keys.some((key) => timingSafeEqual(given, Buffer.from(linkMac(key, shop, orderId))));
}

/**
 * The address of an order's thank-you page. The ID is in the query, because an HTTP API decodes the path before it
 * routes.
 * @param apiUrl the stage's API, without a slash at the end
 */
export function thanksLink(apiUrl: string, key: string, shop: string, orderId: string): string {
  const query = new URLSearchParams({ o: orderId, k: linkMac(key, shop, orderId) });
  return `${apiUrl}/t/${shop}?${query.toString()}`;
}
