import { createHash } from 'node:crypto';

/** A GUID that belongs to these texts. */
export function guidOf(...texts: string[]): string {
  const hex = createHash('sha256').update(texts.join(' ')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** The instance ID of the app on a shop's site, if the shop's settings don't name one. */
export const instanceOf = (shop: string): string => guidOf('instance', shop);

/** The ID of a shop's next order. */
export const orderIdOf = (count: number): string => `65b3f0a1-c2d3-4e4f-8a5b-${count.toString(16).padStart(12, '0')}`;
