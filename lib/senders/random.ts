import { randomInt } from 'node:crypto';

/** Random digits for a unique id. The first is not zero. */
export const digits = (length: number): string => String(randomInt(10 ** (length - 1), 10 ** length));
