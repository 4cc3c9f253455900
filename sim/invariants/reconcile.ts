import { keys, thankuSk } from '../../lib/store/keys.ts';
import { paidMsOf } from '../order-data.ts';
import type { OrderVersion, PlatformOrder } from '../partners/platform-orders.ts';
import { names } from '../stage.ts';
import type { World } from '../world.ts';
import { firstOf, plannedOf, type Invariant, type Seen } from './invariant.ts';
import { rowOf } from './rows.ts';

/** Orders of reconciled shops as they are in the end, unless their customer was erased. `sinceMs`: when the shop was last switched on. */
function* ordersInTheEnd(world: World): Generator<{ order: PlatformOrder; last: OrderVersion; sinceMs: number }> {
  for (const shop of world.shopPlatform.shops()) {
    const state = world.table.get(names.orders, keys.reconcile(shop));
    const sinceMs = Date.parse(String(state?.['since']));
    for (const order of world.shopPlatform.ordersOf(shop)) {
      const last = order.versions.at(-1);
      const isErased = world.ends.erasedMs.has(`${shop} ${order.planned.email}`);
      if (last !== undefined && !isErased) yield { order, last, sinceMs };
    }
  }
}

/** Whether a signed webhook or an imported file says that an order is paid. */
const isTold = ({ happens, inFile }: Seen['plan']['orders'][number]): boolean =>
  inFile === 'paid' || happens.some((one) => (one.kind === 'paid' || one.kind === 'reinstated') && one.isLost !== true);

/** An order of a reconciled shop isn't lost with its webhooks. */
export const reconciliationInvariants: Invariant[] = [
  {
    name: 'reconciled-are-claimed',
    promise: 'In the end, every order of a reconciled shop that is paid since the switch-on is claimed or reversed.',
    atTheEnd: ({ world }) =>
      firstOf(ordersInTheEnd(world), ({ order: { planned, paidMs = 0 }, last, sinceMs }) => {
        if (last.status !== 'paid' || paidMs < sinceMs) return undefined;
        const row = rowOf(world, planned.shop, planned.orderId, thankuSk);
        return row === undefined || (row.state === 'early' && row.reversed === undefined)
          ? `${planned.orderId} is paid at its platform, and ${row?.state ?? 'nowhere'} here`
          : undefined;
      }),
  },
  {
    name: 'lost-reversals-are-known',
    promise: 'In the end, the row of an order that a reconciled shop cancelled or refunded says so.',
    atTheEnd: ({ world }) =>
      firstOf(ordersInTheEnd(world), ({ order: { planned, paidMs }, last, sinceMs }) => {
        if (last.status === 'paid' || last.status === undefined || paidMs === undefined) return undefined;
        const row = rowOf(world, planned.shop, planned.orderId, thankuSk);
        // Passes begin with what has changed since the switch-on, and leave out what was paid before, unless it's thanked.
        if (last.changedMs < sinceMs || (row === undefined && paidMs < sinceMs)) return undefined;
        if (row?.simulated === true || row?.reason === 'erased') return undefined;
        return row?.reversed === undefined
          ? `${planned.orderId} is ${last.status} at its platform, and its row (${row?.state ?? 'none'}) doesn't say so`
          : undefined;
      }),
  },
  {
    name: 'lost-refunds-are-known',
    promise:
      'In the end, the row of an order that is paid and that a reconciled shop refunded in part has all its refunds.',
    atTheEnd: ({ world }) =>
      firstOf(ordersInTheEnd(world), ({ order: { planned }, last, sinceMs }) => {
        if (last.status !== 'paid' || last.changedMs < sinceMs) return undefined;
        const row = rowOf(world, planned.shop, planned.orderId, thankuSk);
        // An order that isn't claimed was paid before the switch-on. A reversed one is over.
        if (row === undefined || row.state === 'early' || row.reversed !== undefined) return undefined;
        const missing = last.refunds.find(({ id }) => row.refunds?.[id] === undefined);
        return missing && `${planned.orderId} doesn’t know its ${missing.id}`;
      }),
  },
  {
    name: 'reconciled-in-time',
    promise:
      'Within an interval after all faults have ended, reconcile has queued whatever thankflow doesn’t know, unless it asks a person.',
    always: ({ world }) => world.reconciliation.wrong.late,
  },
  {
    name: 'history-stays-history',
    promise: 'No order that was paid before the switch-on is queued by reconciliation.',
    always: ({ world }) => world.reconciliation.wrong.before,
  },
  {
    name: 'history-is-not-thanked',
    promise:
      'No ThankU is created for an order of which only the platform says that it was paid, before the switch-on.',
    always({ world, plan }) {
      const last = world.wallet.arrivals.at(-1);
      const order = plannedOf(plan, last?.pid);
      if (last === undefined || order === undefined || isTold(order)) return undefined;
      const sinceMs = world.reconciliation.sinceMs.get(order.shop) ?? Number.POSITIVE_INFINITY;
      return paidMsOf(order) < sinceMs ? `${last.pid} was sent to ThankU, and nobody said that it is paid` : undefined;
    },
  },
  {
    name: 'many-are-asked-about',
    promise: 'reconcile queues no more than 20 missing orders in a run without asking a person.',
    always: ({ world }) => world.reconciliation.wrong.unasked,
  },
  {
    name: 'cursor-passes-nothing',
    promise: 'The cursor of a shop passes no order that the platform lists, unless it’s known or queued.',
    always: ({ world }) => world.reconciliation.wrong.passed,
  },
];
