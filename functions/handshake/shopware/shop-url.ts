import { ShopUrl } from '../../../lib/reconcile/platform-secret.ts';

/** Whether a credential may be sent there. */
export const isSafeShopUrl = (url: string): boolean => ShopUrl.safeParse(url).success;

/** Shopware writes the same address with and without a slash at the end. */
export const isSameShopUrl = (a: string, b: string): boolean => a.replace(/\/+$/, '') === b.replace(/\/+$/, '');
