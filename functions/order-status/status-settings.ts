import * as z from 'zod';
import { pidPrefixIn, type RawSettings } from '../../lib/shops/stored-settings.ts';

/** All that an order's status needs to know of its shop. Nothing else in the settings keeps it from being given, whatever version wrote them. */
export interface StatusSettings {
  shop: string;
  /** `undefined`: see `pidPrefixIn`. */
  pidPrefix: string | undefined;
  /** `sha256:` and hex. */
  statusKeys: readonly string[];
  /** There are status keys of a kind that this version doesn't know: nobody can say that a key is wrong. */
  hasUnknownKeys: boolean;
}

const Key = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const Keys = z.object({ statusKeys: z.array(z.unknown()).default([]) });

export function statusSettings(shop: string, settings: RawSettings): StatusSettings {
  const all = Keys.safeParse(settings).data?.statusKeys;
  const statusKeys = (all ?? []).flatMap((key) => Key.safeParse(key).data ?? []);
  const hasUnknownKeys = statusKeys.length !== all?.length;
  return { shop, pidPrefix: pidPrefixIn(shop, settings), statusKeys, hasUnknownKeys };
}
