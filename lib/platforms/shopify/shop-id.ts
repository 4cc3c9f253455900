import { anything } from '../fields.ts';
import { UnreadableWebhook, type ReadSettings } from '../platform.ts';
import * as z from 'zod';
import { gidOr } from './gid.ts';

const ShopOfBody = z.object({ shop_id: anything, order_status_url: anything });

/**
 * Checks that the signed body belongs to this shop. All shops of an app have the same secret, so the signature doesn't prove it. Privacy
 * requests have `shop_id`; the URL of an order's status page is `https://<domain>/<shop id>/orders/…`.
 * @throws UnreadableWebhook if the body names another shop
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
      'the body belongs to another shop: compare platformShopId in the settings with the number in order_status_url, then read this again',
    );
}

/** The shop's ID in the URL of an order's status page. */
function shopOfUrl(url: unknown): string | undefined {
  if (typeof url !== 'string' || !URL.canParse(url)) return undefined;
  return /^\/(\d+)(?:\/|$)/.exec(new URL(url).pathname)?.[1];
}
