import * as z from 'zod';
import { noticesPk, thankuSk } from '../../lib/store/keys.ts';
import { minuteMs } from '../../lib/durations.ts';
import { eventsFor } from '../../lib/notify/notification.ts';
import { systemOf } from '../targets.ts';
import { aboutOf, hasArrived, isExplained, noticesOf, targetsOf } from './deliveries.ts';
import { firstOf, isErasedEver, plannedOf, type Invariant } from './invariant.ts';
import { rowOf } from './rows.ts';

/** Settings may be cached for a minute. */
const cachedMs = minuteMs;

/** What a webhook says that makes it another event than others of the same order. */
const Facts = z.object({
  kind: z.string().optional(),
  at: z.string().optional(),
  perhaps: z.boolean().optional(),
  state: z.string().optional(),
  refundedSubtotal: z.string().optional(),
  period: z.string().optional(),
  in: z.string().optional(),
  percent: z.number().optional(),
});

const About = z.object({ shop: z.string(), pid: z.string() });

const isThanked = (row: object = {}): boolean => JSON.stringify(row).includes('"type":"Order Thanked"');

const Status = z.object({
  state: z.string(),
  receipt: z.object({ state: z.string() }),
  reversed: z.object({ kind: z.string() }).optional(),
});

/** The shops' own systems are told what happens, at least once, and nothing else. */
export const noticeInvariants: Invariant[] = [
  {
    name: 'notified',
    promise:
      'In the end, each event has reached each target that wants it, unless the order or the target explains why not.',
    endsWithRestore: true,
    atTheEnd(seen) {
      const known = new Map(seen.world.events.toReversed().map((event) => [event.id, event]));
      return firstOf(known.values(), (event) => {
        const { shop, order } = aboutOf(seen, event);
        const rows = [
          ...noticesOf(seen, order === undefined ? `${noticesPk}${shop}` : `${noticesPk}${shop}#${event.pid}`),
        ];
        return firstOf(targetsOf(seen, shop), (target) => {
          if (!eventsFor[target.to].has(event.type)) return undefined;
          const what = `“${event.type}” of ${event.pid} to ${target.name}`;
          const delivery = rows
            .flatMap(({ deliveries }) => deliveries)
            .find((one) => one.target === target.name && one.notice === event.id);
          const isForgotten = order !== undefined && isErasedEver(seen.plan, order);
          if (delivery === undefined)
            return target.removedMs === undefined && !isForgotten ? `${what} isn't in a row` : undefined;
          const { state, reason = '' } = delivery;
          if (state === 'waiting') return `${what} still waits in the end (${reason})`;
          if (state === 'delivered')
            return hasArrived(seen, event, target, order?.orderId)
              ? undefined
              : `${what} is delivered, and never arrived`;
          return isExplained(seen, event, target, delivery) ? undefined : `${what} is ${state}: ${reason}`;
        });
      });
    },
  },
  {
    name: 'erased-is-not-told',
    promise: 'No worker that begins after a customer was erased tells a shop’s systems anything about their orders.',
    always({ world, plan }) {
      const last = world.systems.calls.at(-1);
      const order = last?.orderId && plannedOf(plan, `${last.shop}-${last.orderId}`);
      if (!last || !order) return undefined;
      const erasedMs = world.ends.erasedMs.get(`${last.shop} ${order.email}`);
      return erasedMs !== undefined && last.begunMs > erasedMs
        ? `${last.system} of ${last.shop} was told about ${last.orderId} ${last.leftMs - erasedMs} ms after its customer was forgotten`
        : undefined;
    },
  },
  {
    name: 'told-nothing-personal',
    promise: 'Only Klaviyo gets a customer’s address, and nobody gets a name.',
    always({ world }) {
      const last = world.systems.calls.at(-1);
      if (last === undefined) return undefined;
      const { path, body } = last.request;
      const text = `${path} ${body}`;
      const isPersonal = /\b(Ada|Grace)\b/.test(text) || (last.system !== 'klaviyo' && text.includes('@example.com'));
      return isPersonal ? `${last.system} of ${last.shop} got ${text}` : undefined;
    },
  },
  {
    name: 'removed-is-not-told',
    promise: 'A target gets nothing more once it has been removed from the settings for a minute.',
    always(seen) {
      const last = seen.world.systems.calls.at(-1);
      if (last === undefined) return undefined;
      const ofSystem = targetsOf(seen, last.shop).filter((target) => systemOf(target) === last.system);
      const removedMs = Math.max(...ofSystem.map((target) => target.removedMs ?? Number.POSITIVE_INFINITY));
      return last.begunMs > removedMs + cachedMs
        ? `${last.system} of ${last.shop} was called ${last.leftMs - removedMs} ms after it was removed`
        : undefined;
    },
  },
  {
    name: 'thanked-before-told',
    promise: 'A notice says that an order was thanked only after the order’s row says so.',
    always({ world }) {
      const { row, before } = world.orders.lastWrite();
      if (!String(row['pk']).startsWith(noticesPk) || !isThanked(row) || isThanked(before)) return undefined;
      const { shop, pid } = About.parse(row);
      const order = rowOf(world, shop, pid.slice(`${shop}-`.length), thankuSk);
      return order?.state === 'posted' || order?.state === 'simulated'
        ? undefined
        : `${pid} is ${order?.state ?? 'nowhere'}, and its shop is told that it is thanked`;
    },
  },
  {
    name: 'webhook-ids',
    promise: 'A webhook has the same ID whenever it is sent, and different events have different IDs.',
    endsWithRestore: true,
    always({ world }) {
      const { webhooks } = world.systems;
      const last = webhooks.at(-1);
      if (last === undefined) return undefined;
      const factsOf = ({ type, data, timestamp }: typeof last, isWhole: boolean) =>
        JSON.stringify([type, data.shop, data.pid, Facts.parse(data), isWhole && timestamp]);
      if (last.data.eventId !== last.id) return `the webhook ${last.id} has the event ID ${last.data.eventId}`;
      return firstOf(webhooks, (one) => {
        if (one.id === last.id)
          return factsOf(one, true) === factsOf(last, true) ? undefined : `${one.id} is the ID of two events`;
        // An order that is tried again may fail again.
        return last.type !== 'order.failed' && factsOf(one, false) === factsOf(last, false)
          ? `${last.type} of ${last.data.pid ?? last.shop} has two IDs`
          : undefined;
      });
    },
  },
  {
    name: 'status-is-current',
    promise:
      'In the end, the status in the shop’s order is the order’s state, unless a request about it took effect after its sender gave up.',
    endsWithRestore: true,
    atTheEnd(seen) {
      const { world, plan } = seen;
      return firstOf(plan.orders, (order) => {
        const { shop, orderId } = order;
        const target = targetsOf(seen, shop).find(({ to }) => to === 'woocommerce-meta' || to === 'shopify-metafield');
        if (target === undefined || target.removedMs !== undefined || isErasedEver(plan, order)) return undefined;
        const [notices] = noticesOf(seen, `${noticesPk}${shop}#${shop}-${orderId}`);
        const mine = notices?.deliveries.filter((one) => one.target === target.name) ?? [];
        if (mine.length === 0 || mine.some(({ state }) => state !== 'delivered')) return undefined;
        const isOvertaken = world.systems.calls.some(
          (call) => call.shop === shop && call.orderId === orderId && call.heard?.kind !== 'answer',
        );
        if (isOvertaken) return undefined;
        const text = world.systems.stores.get(shop)?.fieldOf(orderId, 'status');
        const row = rowOf(world, shop, orderId, thankuSk);
        if (text === undefined || row === undefined) return undefined;
        const written = Status.parse(JSON.parse(text));
        if (['posted', 'simulated', 'failed'].includes(row.state) && written.state !== row.state)
          return `the shop’s order ${orderId} says ${written.state}, and it is ${row.state}`;
        const isReversed = row.reversed !== undefined;
        return row.state === 'posted' && isReversed !== (written.reversed !== undefined)
          ? `the shop’s order ${orderId} says that it is ${isReversed ? 'not ' : ''}reversed`
          : undefined;
      });
    },
  },
];
