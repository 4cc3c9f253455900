import type { Departure } from '../partners/network.ts';
import type { World } from '../world.ts';

/** The POSTs of a receipt that left. */
export const postsOf = ({ departures }: World, marker: string): Departure[] =>
  departures.filter(({ path, body }) => path === '/receipts' && body.includes(`"${marker}"`));

/** Nobody knows what a request did that had no answer of Thanx's own. */
export const isUnanswered = ({ heard }: Departure): boolean =>
  heard === undefined || heard.status >= 500 || (heard.status < 300 && !heard.body.startsWith('{'));
