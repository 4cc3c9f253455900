import { names, startMs } from '../stage.ts';
import type { Faults } from '../faults.ts';
import type { Departure } from '../partners/network.ts';
import type { World } from '../world.ts';
import type { Plan, PlannedOrder } from '../plan.ts';
import { failingCalls, firstOf, isPaidOnce, mayHappen, type Invariant } from './invariant.ts';

const credentialPk = `thanx#${names.credential}`;
/** What left before may still arrive: a time-out, and a request held up on its way. */
const mostUnderWayMs = 90_000;
/** One order tries in 15 minutes, and clocks and waiting for permits are between. */
const leastBetweenProbesMs = 13 * 60_000;
const mostUnanswered = 2;
/** Where a 429 does not say for how long. */
const stopMs = 30_000;
/** A permit that was given before a 429 is used at most this much later, and is not looked at again. */
const permittedMs = 2000;
/** What clocks differ by. */
const skewMs = 200;
/** What may keep a worker from telling the others of a 429. */
const keepsFromTelling: readonly (keyof Faults)[] = ['kill', 'hang', 'throttle', 'slow'];

const ofMarker = ({ orders }: Plan, marker: string): PlannedOrder | undefined =>
  orders.find(({ shop, orderId }) => marker === `${shop}/${shop}-${orderId}`);

/** The POSTs of a receipt that left. */
export const postsOf = ({ departures }: World, marker: string): Departure[] =>
  departures.filter(({ path, body }) => path === '/receipts' && body.includes(`"${marker}"`));

/** Nobody knows what a request did that had no answer of Thanx's own. */
const isUnanswered = ({ heard }: Departure): boolean =>
  heard === undefined || heard.status >= 500 || (heard.status < 300 && !heard.body.startsWith('{'));

/** What is sent to Thanx is right, and is sent no more often than it says. */
export const callInvariants: Invariant[] = [
  {
    name: 'receipt-says-what-was-ordered',
    promise: 'A receipt is over what its order was, for the customer who ordered.',
    always({ world: { programme }, plan }) {
      const last = programme.receipts.at(-1);
      if (last === undefined) return undefined;
      const order = ofMarker(plan, last.marker);
      if (order === undefined || !isPaidOnce(order)) return `${last.marker} is of no paid order`;
      if (order.isTest) return `${last.marker} is of a test order`;
      if (last.amount !== Number(order.amount)) return `${last.marker} is over ${last.amount}, not ${order.amount}`;
      if (last.user !== programme.memberOf(order.email))
        return `${last.marker} went to ${last.user}, who is not ${order.email}`;
      if (last.merchant !== 'merchant') return `${last.marker} went to the merchant ${last.merchant}`;
      return Date.parse(last.purchasedAt) === startMs - 1000 ? undefined : `${last.marker} is of ${last.purchasedAt}`;
    },
  },
  {
    name: 'thanx-brakes-hold',
    promise: 'Nothing is sent to Thanx for what an operator has held for a minute and a half.',
    always({ world: { programme, thanx } }) {
      const post = programme.posts.at(-1);
      const ofShop = post && thanx.braked.since(`shop#${post.marker.split('/')[0] ?? ''}`);
      if (post !== undefined && ofShop !== undefined && post.atMs - ofShop > mostUnderWayMs)
        return `${post.marker} was sent ${post.atMs - ofShop} ms after its shop was held`;
      const lastMs = programme.arrivals.at(-1) ?? 0;
      const ofCredential = thanx.braked.since(credentialPk);
      return ofCredential !== undefined && lastMs - ofCredential > mostUnderWayMs
        ? `a request was sent ${lastMs - ofCredential} ms after the credential was held`
        : undefined;
    },
  },
  {
    name: 'sent-again-once',
    promise: 'A receipt without an answer is sent once more by itself, and no more.',
    always({ world, plan }) {
      const post = world.programme.posts.at(-1);
      if (post === undefined) return undefined;
      if (ofMarker(plan, post.marker)?.happens.some(({ kind }) => kind === 'resolve') === true) return undefined;
      const unanswered = postsOf(world, post.marker).filter(isUnanswered).length;
      return unanswered > mostUnanswered ? `${post.marker} was sent ${unanswered} times without an answer` : undefined;
    },
  },
  {
    name: 'one-probe-at-thanx',
    promise: 'While the credential is held, one order tries in 15 minutes.',
    always({ world: { programme, thanx } }) {
      const heldMs = thanx.held.since(credentialPk);
      const last = programme.posts.at(-1);
      if (last === undefined || heldMs === undefined || last.isLate) return undefined;
      const since = Math.max(heldMs + mostUnderWayMs, last.atMs - leastBetweenProbesMs);
      if (last.atMs < since) return undefined;
      const other = programme.posts.find(
        ({ marker, atMs, isLate }) => !isLate && atMs > since && marker !== last.marker,
      );
      return other && `${other.marker} and ${last.marker} were sent within ${last.atMs - other.atMs} ms of a hold`;
    },
  },
  {
    name: '429-stops-all',
    promise: 'After Thanx has said 429, nothing leaves for as long as it says, but what had its permit.',
    always(seen) {
      const { departures } = seen.world;
      const last = departures.at(-1);
      if (last === undefined || mayHappen(seen, keepsFromTelling)) return undefined;
      return firstOf(departures, ({ heard }) => {
        if (heard?.status !== 429) return undefined;
        const untilMs =
          heard.atMs + (heard.retryAfter === undefined ? stopMs : Number(heard.retryAfter) * 1000) - skewMs;
        return last.leftMs > heard.atMs + permittedMs && last.leftMs < untilMs
          ? `${last.path} left ${last.leftMs - heard.atMs} ms after a 429, ${untilMs - last.leftMs} ms too early`
          : undefined;
      });
    },
  },
  {
    name: 'fails-for-a-reason',
    promise: 'Where no call to AWS fails, no message fails.',
    always: (seen) =>
      seen.world.failedMessages() > 0 && !mayHappen(seen, failingCalls)
        ? 'a message failed, and no call to AWS did'
        : undefined,
  },
];
