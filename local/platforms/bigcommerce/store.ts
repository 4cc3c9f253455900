import { createHash } from 'node:crypto';
import type { ShopFacts } from '../platform-format.ts';

/** A store hash that belongs to a shop, if its settings don't name one. */
export const storeHashOf = (shop: string): string =>
  createHash('sha256').update(`store ${shop}`).digest('hex').slice(0, 10);

export const storeOf = ({ id, platformShopId }: Pick<ShopFacts, 'id' | 'platformShopId'>): string =>
  platformShopId ?? storeHashOf(id);
