import { ShopUrl } from '../../../lib/reconcile/platform-secret.ts';
import type { Ending } from '../ending.ts';

/**
 * Whether a credential may be sent there. A merchant names the address, so a stage in AWS doesn't take its own computer's, `http://127.0.0.1`:
 * only the local stack's API, which isn't HTTPS, does.
 */
export const isSafeShopUrl = (url: string, apiUrl: string): boolean =>
  ShopUrl.safeParse(url).success && (url.startsWith('https://') || apiUrl.startsWith('http://'));

export const unsafeShopUrl: Ending = {
  outcome: 'malformed',
  reason: "the shop's URL must begin with https://: check APP_URL of the shop.",
};

/** Shopware writes the same address with and without a slash at the end. */
export const isSameShopUrl = (a: string, b: string): boolean => a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
