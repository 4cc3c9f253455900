import { afterAll, beforeAll, expect, it } from 'vitest';
import { metaSender } from '../../../lib/notify/woocommerce/write-meta.ts';
import { OrderEvent } from '../../../lib/order/event.ts';
import { readWooCommerce } from '../../../lib/platforms/woocommerce/read.ts';
import { callsOf } from '../../lib/notify/notification.ts';
import { wooCommerceWorld } from '../../local/platforms/world.ts';
import { webhook } from '../../support/webhook.ts';
import { meta, startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const secret = {
  to: 'woocommerce-meta',
  platform: { platform: 'woocommerce', url: 'https://oak.example', consumerKey: 'ck_1', consumerSecret: 'cs_1' },
} as const;

/** A WooCommerce whose webhooks come to thankflow, which writes into its orders. */
function shopThatIsWrittenTo() {
  const { shop: woo, api, clock } = wooCommerceWorld();
  for (const event of ['created', 'updated', 'deleted', 'restored'])
    woo.outbox.subscribe(`order.${event}`, 'https://hooks.example');
  const { asked, call } = callsOf(api);
  const shop = world.shop([meta], {
    send: (_target, _secret, notification) => metaSender({ call })(meta, secret, notification),
  });
  const webhooks: string[] = [];
  /** Everything that follows from what has happened, as long as something does. @returns how often thankflow wrote */
  const settled = async (): Promise<number> => {
    const before = asked.length;
    for (let round = 0; woo.outbox.deliveries.length > 0; round++) {
      if (round === 10) throw new Error('it never ends');
      for (const { headers, body } of woo.outbox.takeDue()) {
        shop.state.nowMs = clock.ms;
        const context = { shop: shop.name, receivedAtMs: clock.ms };
        webhooks.push(headers['x-wc-webhook-topic']!);
        await shop.send(OrderEvent.parse(readWooCommerce(webhook(headers, body), context)));
      }
      await shop.notifyTold();
      clock.pass(5000);
    }
    return asked.length - before;
  };
  return { woo, shop, settled, webhooks, clock };
}

it('the webhook about its own write changes nothing', async () => {
  const { woo, shop, settled, webhooks } = shopThatIsWrittenTo();
  const { id } = woo.place();
  expect(await settled()).toBe(1);
  expect(webhooks.at(-1)).toBe('order.updated');
  expect(shop.state.calls).toHaveLength(1);
  expect(shop.events.map(({ type }) => type)).toEqual(['Order Thanked']);
  expect(await shop.deliveries(id)).toEqual(['meta delivered']);
  woo.edit(id);
  expect(await settled()).toBe(0);
});

it.each([
  ['cancelled', 'cancelled'],
  ['refunded', 'refunded'],
  ['trashed', 'cancelled'],
] as const)('an order that is %s afterwards is told so once, and stays reversed', async (change, kind) => {
  const { woo, shop, settled, clock } = shopThatIsWrittenTo();
  const { id } = woo.place();
  await settled();
  clock.pass(60_000);
  if (change === 'cancelled') woo.cancel(id, { refund: false });
  if (change === 'refunded') woo.refund(id);
  if (change === 'trashed') woo.trash(id);
  expect(await settled()).toBe(1);
  expect(shop.events.map(({ type }) => type)).toEqual(['Order Thanked', 'Order Reversed']);
  expect(await shop.order(id)).toMatchObject({ reversed: { kind } });
  expect(woo.order(id)!.meta).toContainEqual(expect.objectContaining({ key: 'thankflow_reversed', value: kind }));
});
