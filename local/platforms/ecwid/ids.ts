import { createHash } from 'node:crypto';

/** The ID of a shop's store, if the shop's settings don't name one. */
export const storeIdOf = (shop: string): string =>
  String(10_000_000 + (Number.parseInt(createHash('sha256').update(shop).digest('hex').slice(0, 8), 16) % 80_000_000));

/** The internal ID of a shop's next order. */
export const orderIdOf = (count: number): string => String(516_480_000 + count);

/** The ID for people, with the prefix that the shop has chosen. */
export const numberOf = (orderId: string): string => `OAK-${Number(orderId).toString(36).toUpperCase()}`;
