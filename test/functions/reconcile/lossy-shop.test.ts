import { expect, it } from 'vitest';
import { ThankuRequest } from '../../../lib/partners/thanku/request.ts';
import { numbers } from '../../support/random.ts';
import { hour, minute, reconciledShop, type Platform } from './world.ts';

/** `RECONCILE_ORDERS=10000 npm test -- test/functions/reconcile/lossy-shop.test.ts` prints the figures of docs/reconcile.md. */
const orders = Number(process.env['RECONCILE_ORDERS'] ?? 300);
const everyMs = 69_000;
const pidIn = (body: string): string => ThankuRequest.parse(JSON.parse(body)).pid;
const runMs = orders * everyMs;

it.each<[Platform, number]>([
  ['shopify', 12],
  ['woocommerce', 40],
  ['squarespace', 80],
  ['wix', 80],
  ['shopware', 80],
  ['stripe', 40],
  ['bigcommerce', 40],
  ['square', 80],
  ['ecwid', 80],
  ['saleor', 40],
  ['adobe-commerce', 40],
])(
  '%s loses a tenth of its webhooks, delays a twentieth and deletes its subscriptions: every order is thanked once',
  async (platform, maxCalls) => {
    const world = await reconciledShop(platform, { seed: 7 });
    const { shop, state } = world;
    const random = numbers(11);
    const begunMs = state.nowMs;
    const paid: string[] = [];
    const reversed = new Set<string>();
    shop.faults = {
      ...shop.faults,
      dropShare: 0.1,
      delayShare: 0.05,
      delayMaxMs: 6 * hour,
      deleteSubscriptionsAtMs: begunMs + runMs / 2,
    };
    // Orders change between the pages, too.
    shop.hooks.betweenPages = () => void (paid.length > 0 && shop.edit(paid[Math.floor(random() * paid.length)]!));
    const approvals: number[] = [];
    let pagesForPeople = 0;
    const ran = performance.now();
    let reconcilingMs = 0;
    let dueMs = begunMs;

    async function live(untilMs: number, place: boolean): Promise<void> {
      while (state.nowMs < untilMs) {
        world.pass(everyMs);
        if (place) {
          paid.push(shop.place({ sourceName: 'web', lines: [{ quantity: 2 }] }).id);
          const earlier = paid[Math.floor(random() * paid.length)]!;
          const what = random();
          if (what < 0.02 && !reversed.has(earlier)) {
            shop.cancel(earlier, { refund: platform !== 'woocommerce' });
            reversed.add(earlier);
          } else if (what < 0.03 && !reversed.has(earlier) && shop.order(earlier)!.refunds.length === 0)
            shop.refund(earlier, { lines: [{ index: 0, quantity: 1 }] });
          else if (what < 0.06 && !reversed.has(earlier)) shop.edit(earlier);
        }
        await world.deliver();
        // Somebody notices within the hour, and creates the subscriptions again.
        if (shop.outbox.subscriptions.length === 0 && state.nowMs > begunMs + runMs / 2 + hour)
          for (const topic of world.topics) shop.outbox.subscribe(topic, 'https://api.example/webhooks/foo');
        if (state.nowMs < dueMs) continue;
        dueMs = state.nowMs + 5 * minute;
        const startedAt = performance.now();
        await world.reconcile();
        reconcilingMs += performance.now() - startedAt;
        const { many } = (await world.status())!;
        if (many === undefined) continue;
        const before = world.pages();
        approvals.push(many.missing);
        await world.approve();
        pagesForPeople += world.pages() - before;
      }
    }
    await live(begunMs + runMs, true);
    const pages = world.pages() - pagesForPeople;
    shop.faults = { ...shop.faults, dropShare: 0, delayShare: 0 };
    await live(state.nowMs + 2 * hour + 20 * minute, false);

    const states = await world.states();
    const pids = state.calls.map(({ body }) => pidIn(body));
    const thanked = new Set(states.filter(({ state: is }) => is === 'posted').map(({ orderId }) => orderId));
    const missing = paid.filter((id) => !thanked.has(id) && !reversed.has(id));
    const callsPer1000 = (pages / orders) * 1000;
    if (process.env['RECONCILE_ORDERS'] !== undefined)
      console.log({
        platform,
        orders,
        dropped: shop.outbox.dropped.length,
        missing: missing.length,
        duplicated: pids.length - new Set(pids).size,
        callsPer1000,
        allCalls: world.calls(),
        approvals,
        seconds: Math.round((performance.now() - ran) / 1000),
        reconciledPerSecond: Math.round((world.listed() / reconcilingMs) * 1000),
      });
    expect(missing).toEqual([]);
    expect(new Set(pids).size).toBe(pids.length);
    // The first pass comes minutes after reconciliation is switched on, and takes a page of its own.
    expect(pages - 1).toBeLessThanOrEqual((maxCalls * orders) / 1000);
    // What was thanked and is reversed at the platform is known to be.
    for (const id of reversed) expect(await world.order(id)).toMatchObject({ reversed: {} });
    for (const { id, refunds } of shop.orders.filter((order) => order.refunds.length > 0 && !reversed.has(order.id))) {
      // Wix's and Shopware's IDs of refunds are made up of the sandbox's. Shopware's webhook and API have different ones.
      const someIds: string[] = expect.arrayContaining([expect.any(String)]);
      const ids: Partial<Record<Platform, string[]>> = {
        squarespace: ['refunded-29.35'],
        wix: someIds,
        shopware: someIds,
        // Stripe's IDs have a form of their own, and some platforms say none, but the sum.
        stripe: refunds.map((refund) => `re_local_${refund.id}`),
        square: refunds.map((refund) => `Pay${id}_${refund.id}`),
        ecwid: ['refunded-29.35'],
        saleor: ['refunded-29.35'],
        'adobe-commerce': ['refunded-29.35'],
      };
      const expected = ids[platform] ?? refunds.map((refund) => refund.id);
      expect(Object.keys((await world.order(id))!.refunds ?? {})).toEqual(expected);
    }
  },
  15 * minute,
);
