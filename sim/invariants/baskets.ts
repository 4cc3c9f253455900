import { basketLocation } from '../settings.ts';
import { paidMsOf } from '../order-data.ts';
import { isUnanswered } from './calls-to-thanx.ts';
import { failingCalls, firstOf, isPaidOnce, mayHappen, plannedOf, type Invariant } from './invariant.ts';
import { lastSentBasket } from './sent-baskets.ts';

/** What clocks differ by, and a little more. */
const skewMs = 100;

/** What is sent about baskets is right, in the right order, and wanted by everybody. */
export const basketInvariants: Invariant[] = [
  {
    name: 'basket-says-what-was-ordered',
    promise:
      'A basket has its order’s subtotal and time, the shop’s location, and belongs to the customer who ordered.',
    always({ world, plan }) {
      const sent = lastSentBasket(world);
      if (sent === undefined) return undefined;
      const { pid, says } = sent;
      const order = plannedOf(plan, pid);
      if (order === undefined || !isPaidOnce(order) || order.isTest) return `${pid} is of no paid order`;
      const whole = Number(order.goods?.subtotal ?? Number.NaN);
      // What reconciliation finds later is less by the refunds.
      const isRight = plan.reconciled.some(({ shop }) => shop === order.shop)
        ? says.subtotal <= whole
        : says.state === 'refunded'
          ? says.subtotal > 0 && says.subtotal <= whole
          : says.subtotal === whole;
      if (!isRight) return `${pid} is ${says.state} with ${says.subtotal}, and its subtotal is ${whole}`;
      if (says.location_uid !== basketLocation) return `${pid} is at ${says.location_uid}`;
      const items = says.items.reduce((sum, { price }) => sum + price, 0);
      if (Math.abs(items - whole) > 0.001 && plan.reconciled.length === 0) return `the items of ${pid} cost ${items}`;
      if (Date.parse(says.order_timestamp) !== paidMsOf(order)) return `${pid} is of ${says.order_timestamp}`;
      const { user } = world.programme.loyalty.baskets.get(says.id) ?? {};
      return user === undefined || user === world.programme.memberOf(order.email)
        ? undefined
        : `${pid} went to ${user}, who is not ${order.email}`;
    },
  },
  {
    name: 'baskets-keep-the-rules',
    endsWithRestore: true,
    promise:
      'At Thanx, no basket is billed after it was refunded, nothing is taken back twice, and every request about it has the same content.',
    always: ({ world }) => world.programme.loyalty.breaches[0],
  },
  {
    name: 'one-effect',
    endsWithRestore: true,
    promise: 'Billing a basket changes a member’s points once, and so does each refund.',
    always({ world }) {
      const { posts } = world.programme.loyalty;
      const last = posts.at(-1);
      if (last?.hasEffect !== true) return undefined;
      const same = posts.filter(
        ({ id, state, cents, hasEffect }) =>
          hasEffect && id === last.id && state === last.state && cents === last.cents,
      );
      return same.length > 1 ? `${last.id} was ${last.state} ${same.length} times` : undefined;
    },
  },
  {
    name: 'refunds-come-last',
    endsWithRestore: true,
    promise: 'Nothing is billed once a refund was sent, and each refund is larger than the one before.',
    always({ world }) {
      const sent = lastSentBasket(world);
      if (sent === undefined) return undefined;
      const { pid, says, earlier } = sent;
      return firstOf(earlier, (before) => {
        if (before.says.state === 'billed') return undefined;
        if (says.state === 'billed') return `${pid} was sent as billed after a refund`;
        return says.subtotal < before.says.subtotal
          ? `a refund of ${says.subtotal} of ${pid} was sent after one of ${before.says.subtotal}`
          : undefined;
      });
    },
  },
  {
    name: 'refunds-wait',
    endsWithRestore: true,
    promise: 'What differs from an earlier request about a basket is sent only when that one can’t arrive any more.',
    always({ world }) {
      const sent = lastSentBasket(world);
      if (sent === undefined) return undefined;
      const { pid, departure, earlier } = sent;
      return firstOf(earlier, (before) => {
        if (before.departure.body === departure.body || !isUnanswered(before.departure)) return undefined;
        const earlyMs = (before.deadAtMs ?? Number.POSITIVE_INFINITY) - skewMs - departure.leftMs;
        return earlyMs > 0
          ? `${pid} was sent as ${sent.says.state} ${earlyMs} ms before its last attempt has ended`
          : undefined;
      });
    },
  },
  {
    name: 'baskets-sent-alone',
    promise: 'A request about a basket is sent only by a worker that has noted its attempt in the basket’s row.',
    always({ world }) {
      const sent = lastSentBasket(world);
      return sent !== undefined && sent.deadAtMs === undefined ? `${sent.pid} was sent without an attempt` : undefined;
    },
  },
  {
    name: 'baskets-sent-once',
    endsWithRestore: true,
    promise: 'What Thanx has answered is sent again only if the answer’s worker died.',
    always(seen) {
      const { world } = seen;
      const sent = lastSentBasket(world);
      if (sent === undefined || mayHappen(seen, failingCalls) || world.diedWith.has(sent.pid)) return undefined;
      const { pid, departure, earlier } = sent;
      return firstOf(earlier, ({ departure: before }) =>
        before.body === departure.body && before.heard?.status === 201
          ? `${pid} was sent again although Thanx had answered`
          : undefined,
      );
    },
  },
  {
    name: 'baskets-are-certified',
    promise: 'No basket is sent before the credential is certified for baskets.',
    always({ world }) {
      const sent = lastSentBasket(world);
      return sent?.isCertified === false ? `${sent.pid} was sent, and nobody has certified baskets` : undefined;
    },
  },
  {
    name: 'erased-is-not-sent',
    promise: 'No worker that begins after a customer was erased sends Thanx a basket or a refund of theirs.',
    always({ world, plan }) {
      const sent = lastSentBasket(world);
      if (sent === undefined) return undefined;
      const { shop, pid, begunMs } = sent;
      const erasedMs = world.ends.erasedMs.get(`${shop} ${plannedOf(plan, pid)?.email}`);
      return erasedMs !== undefined && erasedMs < begunMs
        ? `${pid} was sent ${begunMs - erasedMs} ms after its customer was erased`
        : undefined;
    },
  },
  {
    name: 'reversed-is-not-billed',
    promise:
      'No worker bills the basket of an order that was reversed, or whose shop was paused, before the worker began.',
    always({ world }) {
      const sent = lastSentBasket(world);
      if (sent === undefined) return undefined;
      const { shop, pid, begunMs, says, departure } = sent;
      const reversedMs = world.reversedSinceMs.get(pid);
      if (says.state === 'billed' && reversedMs !== undefined && reversedMs < begunMs)
        return `${pid} was billed ${departure.leftMs - reversedMs} ms after its order was reversed`;
      const pausedMs = world.thanx.paused.since(`shop#${shop}`);
      return pausedMs !== undefined && pausedMs < begunMs
        ? `${pid} was sent ${departure.leftMs - pausedMs} ms after an operator paused its shop`
        : undefined;
    },
  },
];
