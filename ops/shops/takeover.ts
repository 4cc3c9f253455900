import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { isDeepStrictEqual } from 'node:util';
import { instantOf } from '../cli/words.ts';

/** What is known of the shop whose settings are to be replaced. */
export interface InForce {
  before: Pick<StoredSettings, 'settings' | 'revision' | 'appliedAt' | 'by'> | undefined;
  ordersExist: boolean;
}

/** Settings that replace what somebody else applied, or what looks like another shop. */
export interface Takeover {
  message: string;
  /** It looks like another shop under the same id, or cuts off who uses this one: so the person who does it must agree. */
  asks: boolean;
}

/** What makes a shop the one it is. Whoever edits a shop's settings leaves these as they are. */
const identity = ({ platform, platformShopId, thanku, thanx }: ShopSettings) => ({
  platform,
  platformShopId,
  slug: thanku.slug,
  thankuOrderId: thanku.thankuOrderId,
  merchantId: thanx?.merchantId,
});

/**
 * Whether somebody takes over a shop that others use: a copied file that still has the other's id, most often. Who applies the
 * shop's own edits, again and again, is not stopped: not even a script that comes after a person, or the other way round.
 */
export function takeoverOf({ before, ordersExist }: InForce, after: ShopSettings, by: string): Takeover | undefined {
  // Settings of a newer version: --replace-newer was said for them.
  if (before?.settings === undefined || isDeepStrictEqual(before.settings, after)) return undefined;
  const isOthers = before.by !== by;
  const isOtherShop = !isDeepStrictEqual(identity(before.settings), identity(after));
  const cutsOff = before.settings.statusKeys.some((key) => !after.statusKeys.includes(key));
  if (!isOthers && !(ordersExist && isOtherShop)) return undefined;
  const orders = ordersExist ? ', and the shop has orders' : '';
  return {
    message: `${after.shop} is in use: ${before.by} applied revision ${before.revision} at ${instantOf(before.appliedAt)}${orders}. This replaces it`,
    asks: isOtherShop || cutsOff,
  };
}
