import { keepSecret } from './people.ts';

/** Every number and PIN that this test file has sent so far, in every spelling. */
export const planted: string[] = [];
let made = 0;
/** A card that nobody else has, its number and PIN planted where nothing may let them out. */
export function plant(end = '') {
  made += 1;
  const number = keepSecret(`60064917${String(35_517_000 + made * 7919)}${end}`);
  const pin = keepSecret(`80${String(441_962_773_000 + made * 104_729)}`);
  planted.push(number, pin);
  return { number, pin, last4: number.slice(-4) };
}
