import { checkAnswer } from '../../lib/platforms/admin/call.ts';
import type { ListedOrder, ListedPage, PlatformAdmin } from '../../lib/platforms/admin/platform-admin.ts';
import { AdminRefusal } from '../../lib/platforms/admin/refusal.ts';
import type { Faults } from '../faults.ts';
import type { Kernel } from '../kernel/kernel.ts';
import { NotModelled } from '../aws/not-modelled.ts';
import type { Plan, PlannedReconciliation } from '../plan.ts';
import {
  iso,
  listedAt,
  listedOrder,
  platformOrder,
  versionAt,
  webhookOf,
  type PlatformOrder,
} from './platform-orders.ts';

/** How long the function waits for an answer. */
const callTimeoutMs = 30_000;

const notModelled = () => Promise.reject(new NotModelled('the platform: another call'));

/** The shop at an address: see `urlOf`. */
const shopAt = (url: string): string => new URL(url).hostname.replace('.example', '');

/** Where an order is in the list: by time of change, and then by ID. */
const placeOf = ({ orderId, changedAt }: ListedOrder): string => `${changedAt} ${orderId}`;

/**
 * The platform of the shops whose orders are compared with it: an admin API per shop. Its list shows what changed, some
 * of it late, in pages of two or three orders. Whatever happens between two calls is on the next page.
 */
export function platformModel(kernel: Kernel, faults: () => Faults) {
  const { random } = kernel;
  const shops = new Map<string, { planned: PlannedReconciliation; orders: PlatformOrder[] }>();
  let lastChangeMs = 0;

  const of = (shop: string) => {
    const found = shops.get(shop);
    if (found === undefined) throw new NotModelled(`the platform has no shop ${shop}`);
    return found;
  };

  /** One call: its faults, and the answer at the moment when the platform gives it. */
  async function call<Answer>(shop: string, what: string, answer: () => Answer): Promise<Answer> {
    await kernel.turn(`asks the platform ${what}`);
    const fault = faults();
    const silent = async (): Promise<never> => {
      await kernel.turn(`hears nothing from the platform ${what}`, kernel.nowMs + callTimeoutMs);
      throw new AdminRefusal('unavailable', `no answer within ${callTimeoutMs / 1000} s`);
    };
    if (random.chance(fault.requestLost)) await silent();
    const { revoked } = of(shop).planned;
    const isRevoked = revoked !== undefined && revoked.fromMs <= kernel.nowMs && kernel.nowMs < revoked.untilMs;
    if (isRevoked || random.chance(fault.unauthorized)) refuse(401);
    if (random.chance(fault.rateLimited))
      refuse(429, random.chance(0.7) ? { 'retry-after': String(random.between(1, 60)) } : {});
    if (random.chance(fault.serverError)) refuse(random.pick([500, 502, 503, 504]));
    const given = answer();
    const latencyMs = random.chance(fault.late) ? callTimeoutMs : of(shop).planned.latencyMs;
    await kernel.turn(`is answered ${what}`, kernel.nowMs + random.below(latencyMs));
    if (random.chance(fault.responseLost)) await silent();
    return given;
  }

  function refuse(status: number, headers: Record<string, string> = {}): void {
    kernel.tell(() => `the platform answers ${status}`);
    checkAnswer({ status, headers, body: '' }, kernel.nowMs);
  }

  /** @param url the shop's address, from its credential */
  function adminAt(url: string): PlatformAdmin {
    const shop = shopAt(url);
    const { planned, orders } = of(shop);
    let before: { after: string | undefined; page: ListedPage } | undefined;
    return {
      list: ({ fromMs, untilMs }, after) =>
        call(shop, 'for a page of orders', () => {
          // A cache answers with the page before.
          if (
            before?.page.next === after &&
            after !== undefined &&
            before !== undefined &&
            random.chance(faults().duplicate * 2)
          )
            return before.page;
          const found = orders
            .flatMap((order) => {
              const version = listedAt(order, kernel.nowMs);
              return version === undefined || version.changedMs < fromMs || version.changedMs >= untilMs
                ? []
                : [listedOrder(order, version, planned.saysPaidAt)];
            })
            .toSorted((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
            .filter((order) => after === undefined || placeOf(order) > after);
          const page = found.slice(0, planned.pageSize);
          const last = page.at(-1);
          const answer = { orders: page, next: last && found.length > page.length ? placeOf(last) : undefined };
          before = { after, page: answer };
          return answer;
        }),
      paidTimes: (orderIds) =>
        call(shop, 'when orders were paid', () => {
          const paid = orders.filter(({ planned: { orderId } }) => orderIds.includes(orderId));
          return new Map(
            paid.flatMap(({ planned: { orderId }, paidMs }) => (paidMs === undefined ? [] : [[orderId, iso(paidMs)]])),
          );
        }),
      fetch: (orderId) =>
        call(shop, `for order ${orderId}`, () => {
          const order = orders.find((one) => one.planned.orderId === orderId);
          const version = order && versionAt(order, kernel.nowMs);
          return order && version && webhookOf(order, version);
        }),
      access: notModelled,
      subscriptions: notModelled,
      subscribe: notModelled,
      topics: [],
      undoesReversals: true,
    };
  }

  return {
    adminAt,
    /** Opens the shops of a run. */
    open(plan: Plan): void {
      lastChangeMs = plan.healedMs;
      for (const planned of plan.reconciled) {
        const orders = plan.orders.filter(({ shop }) => shop === planned.shop).map(platformOrder);
        shops.set(planned.shop, { planned, orders });
        lastChangeMs = Math.max(lastChangeMs, ...orders.map(({ versions }) => versions.at(-1)?.changedMs ?? 0));
      }
    },
    ordersOf: (shop: string): readonly PlatformOrder[] => shops.get(shop)?.orders ?? [],
    shops: () => shops.keys(),
    /** The time after which nothing changes and nothing fails. */
    lastChangeMs: () => lastChangeMs,
  };
}
export type PlatformModel = ReturnType<typeof platformModel>;
