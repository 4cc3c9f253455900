import * as z from 'zod';
import { anything } from '../fields.ts';
import { UnreadableWebhook, type ReadSettings } from '../platform.ts';
import { gidOr } from './gid.ts';

const ShopOfBody = z.object({ shop_id: anything, order_status_url: anything });

/**
 * Throws `UnreadableWebhook` if the signed body names another shop. Every shop behind one app has the same secret, so the
 * signature alone doesn't say whose webhook it is. Privacy requests have `shop_id`; an order's status page is at
 * `https://<domain>/<shop id>/orders/…`.
 */
export function refuseOtherShops(payload: unknown, settings: ReadSettings | undefined): void {
  const own = settings?.platformShopId;
  const body = ShopOfBody.safeParse(payload).data;
  if (own === undefined || body === undefined) return;
  const { shop_id, order_status_url } = body;
  const named = [shop_id ?? undefined, shopOfUrl(order_status_url)].filter((id) => id !== undefined);
  const wanted = gidOr('Shop', own, own);
  if (named.some((id) => (typeof id === 'number' ? String(id) : id) !== wanted))
    throw new UnreadableWebhook(
      'the body is of another shop: compare platformShopId in the settings with the number in order_status_url, then read this again',
    );
}

/** The shop's id in the URL of an order's status page. */
function shopOfUrl(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  return /^\/(\d+)(?:\/|$)/.exec(new URL(url).pathname)?.[1];
}
