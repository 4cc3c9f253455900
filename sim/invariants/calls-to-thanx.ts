import { paidMsOf, refundedOf } from '../order-data.ts';
import { names } from '../stage.ts';
import type { Faults } from '../faults.ts';
import type { Departure } from '../partners/network.ts';
import type { World } from '../world.ts';
import type { Plan, PlannedOrder } from '../plan.ts';
import { failingCalls, firstOf, isPaidOnce, mayHappen, type Invariant } from './invariant.ts';

const credentialPk = `thanx#${names.credential}`;
/** How long a request may take to arrive: a timeout, and a delay on its way. */
const mostUnderWayMs = 90_000;
/** One order tries every 15 minutes. Clocks differ, and permits take time. */
const leastBetweenProbesMs = 13 * 60_000;
const mostUnanswered = 2;
/** After a 429 without a time. */
const stopMs = 30_000;
/** How much later a permit from before the 429 may be used. */
const permittedMs = 2000;
/** What clocks differ by. */
const skewMs = 200;
/** Faults that may keep a worker from telling the others about a 429. */
const preventsTelling: readonly (keyof Faults)[] = ['kill', 'hang', 'throttle', 'slow'];

const ofMarker = ({ orders }: Plan, marker: string): PlannedOrder | undefined =>
  orders.find(({ shop, orderId }) => marker === `${shop}/${shop}-${orderId}`);

/** All POSTs of a receipt that were sent. */
export const postsOf = ({ departures }: World, marker: string): Departure[] =>
  departures.filter(({ path, body }) => path === '/receipts' && body.includes(`"${marker}"`));

/** Whether it's unknown what a request did, because Thanx itself didn't answer. */
export const isUnanswered = ({ heard }: Departure): boolean =>
  heard === undefined || heard.status >= 500 || (heard.status < 300 && !heard.body.startsWith('{'));

/** Requests to Thanx are correct, and not more frequent than it allows. */
export const callInvariants: Invariant[] = [
  {
    name: 'receipt-says-what-was-ordered',
    promise: 'A receipt has its order’s amount, and belongs to the customer who ordered.',
    always({ world: { programme }, plan }) {
      const last = programme.receipts.at(-1);
      if (last === undefined) return undefined;
      const order = ofMarker(plan, last.marker);
      if (order === undefined || !isPaidOnce(order)) return `${last.marker} is of no paid order`;
      if (order.isTest) return `${last.marker} is of a test order`;
      // What the platform says later is less by the refunds.
      const mayBeLess = plan.reconciled.some(({ shop }) => shop === order.shop) && last.amount < Number(order.amount);
      const least = Number(order.amount) - refundedOf(order);
      if (mayBeLess ? last.amount < least - 0.001 : last.amount !== Number(order.amount))
        return `${last.marker} is over ${last.amount}, not ${order.amount}`;
      if (last.user !== programme.memberOf(order.email))
        return `${last.marker} went to ${last.user}, who is not ${order.email}`;
      if (last.merchant !== 'merchant') return `${last.marker} went to the merchant ${last.merchant}`;
      return Date.parse(last.purchasedAt) === paidMsOf(order) ? undefined : `${last.marker} is of ${last.purchasedAt}`;
    },
  },
  {
    name: 'thanx-brakes-hold',
    promise: 'Nothing is sent to Thanx for a shop or credential that has been paused for a minute and a half.',
    always({ world: { programme, thanx } }) {
      const post = programme.posts.at(-1);
      const ofShop = post && thanx.paused.since(`shop#${post.marker.split('/')[0] ?? ''}`);
      if (post !== undefined && ofShop !== undefined && post.atMs - ofShop > mostUnderWayMs)
        return `${post.marker} was sent ${post.atMs - ofShop} ms after its shop was paused`;
      const lastMs = programme.arrivals.at(-1) ?? 0;
      const ofCredential = thanx.paused.since(credentialPk);
      return ofCredential !== undefined && lastMs - ofCredential > mostUnderWayMs
        ? `a request was sent ${lastMs - ofCredential} ms after the credential was paused`
        : undefined;
    },
  },
  {
    name: 'sent-again-once',
    endsWithRestore: true,
    promise: 'A receipt without an answer is sent automatically only once more.',
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
    promise: 'While the credential’s circuit is open, one order tries every 15 minutes.',
    always({ world: { programme, thanx } }) {
      const openMs = thanx.open.since(credentialPk);
      const last = programme.posts.at(-1);
      if (last === undefined || openMs === undefined || last.isLate) return undefined;
      const since = Math.max(openMs + mostUnderWayMs, last.atMs - leastBetweenProbesMs);
      if (last.atMs < since) return undefined;
      const other = programme.posts.find(
        ({ marker, atMs, isLate }) => !isLate && atMs > since && marker !== last.marker,
      );
      return (
        other &&
        `${other.marker} and ${last.marker} were sent within ${last.atMs - other.atMs} ms while the circuit is open`
      );
    },
  },
  {
    name: '429-stops-all',
    promise: 'After a 429 from Thanx, only requests that already have a permit are sent for as long as it says.',
    always(seen) {
      const { departures } = seen.world;
      const last = departures.at(-1);
      if (last === undefined || mayHappen(seen, preventsTelling)) return undefined;
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
    promise: 'No message fails unless a call to AWS fails.',
    always: (seen) =>
      seen.world.failedMessages() > 0 && !mayHappen(seen, failingCalls)
        ? 'a message failed, and no call to AWS did'
        : undefined,
  },
];
