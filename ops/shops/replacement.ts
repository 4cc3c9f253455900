import type { StoredSettings } from '../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../lib/shops/settings.ts';
import { isDeepStrictEqual } from 'node:util';
import { instantOf } from '../cli/words.ts';

/** The shop whose settings would be replaced. */
export interface ShopToReplace {
  before: Pick<StoredSettings, 'settings' | 'removed' | 'revision' | 'appliedAt' | 'by'> | undefined;
  ordersExist: boolean;
}

/** New settings would replace somebody else's, or what looks like another shop. */
export interface Replacement {
  message: string;
  /** The person must agree: this looks like another shop under the same ID, or cuts off users of a status key. */
  asks: boolean;
}

/** What identifies a shop. Edits of a shop's settings don't usually change these. */
const identity = ({ platform, platformShopId, thanku, thanx }: ShopSettings) => ({
  platform,
  platformShopId,
  slug: thanku.slug,
  thankuOrderId: thanku.thankuOrderId,
  merchantId: thanx?.merchantId,
});

/**
 * Whether the new settings replace a shop that others use, usually because a file was copied and still has the other shop's ID. `undefined` for
 * repeated edits of the same shop, by a person or a script.
 */
export function replacementOf(
  { before, ordersExist }: ShopToReplace,
  after: ShopSettings,
  by: string,
): Replacement | undefined {
  if (before?.removed !== undefined) {
    const { at, by: remover } = before.removed;
    return { message: `${after.shop} was removed by ${remover} at ${instantOf(at)}. This brings it back`, asks: true };
  }
  // --replace-newer covers settings of a newer version.
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
