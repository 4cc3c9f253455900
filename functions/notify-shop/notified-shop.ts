import * as z from 'zod';
import { targetsIn, type ReadTarget } from '../../lib/shops/notify-settings.ts';
import { removedIn, type RawSettings } from '../../lib/shops/stored-settings.ts';
import { keyVersionsIn } from '../../lib/shops/thanks-page-settings.ts';

/** As much of a shop's settings as notifications need. */
export interface NotifiedShop {
  /** How the shop calls itself. */
  name: string;
  targets: readonly ReadTarget[];
  /** The version of the key with which its links are made. `undefined`: this version of thankflow can't read it. */
  linkKeyVersion?: number | undefined;
}

const Name = z.object({ name: z.string() });

/** Reads them whatever version wrote them. A removed shop has no targets. */
export function notifiedShop(shop: string, settings: RawSettings): NotifiedShop {
  if (removedIn(settings).removed !== undefined) return { name: shop, targets: [] };
  const [linkKeyVersion] = keyVersionsIn(settings);
  return { name: Name.safeParse(settings).data?.name ?? shop, targets: targetsIn(settings), linkKeyVersion };
}
