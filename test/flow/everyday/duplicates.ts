import { describe, expect, it } from 'vitest';
import { see, stack } from './stack.ts';
import { shopifyOrder, standardOrder, wooCommerceOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

const ten = Array.from({ length: 10 }, (_, index) => index);

/** What came of an order once every message about it was looked at. */
async function outcomeOf(shop: string, pid: string) {
  await see.settled(shop, pid);
  await see.quiet();
  const marker = `${shop}/${pid}`;
  return {
    // Not even asked twice: whoever came second found the row taken.
    thankus: (await see.thankus(pid)).map(({ repeats }) => ({ repeats })),
    thankuCalls: await see.thankuCalls(pid),
    events: (await see.events(pid)).map(({ type }) => type),
    receipts: (await see.receipts(marker)).length,
    receiptCalls: await see.receiptCalls(marker),
  };
}
const thanked = { thankus: [{ repeats: 0 }], thankuCalls: 1, events: ['Order Thanked'], receipts: 0, receiptCalls: 0 };
const thankedAndCredited = { ...thanked, receipts: 1, receiptCalls: 1 };

describe('the same order told many times', () => {
  it('at once, each time as another delivery, is thanked and credited once', async () => {
    const shop = stack.shop('shopify');
    const body = shopifyOrder('2001');
    await Promise.all(ten.map((delivery) => deliver(shop, body, { id: `delivery-${delivery}` })));
    expect(await outcomeOf(shop.id, 'demo-shopify-2001')).toEqual(thankedAndCredited);
  });

  it('by two topics at once is thanked and credited once', async () => {
    const shop = stack.shop('shopify');
    const customer = person();
    const topics = ['orders/create', 'orders/paid', 'orders/create', 'orders/paid'];
    await Promise.all(topics.map((topic) => deliver(shop, shopifyOrder('2002', customer), { topic })));
    expect(await outcomeOf(shop.id, 'demo-shopify-2002')).toEqual(thankedAndCredited);
  });

  it('as updated before it was created is thanked and credited once', async () => {
    const shop = stack.shop('woocommerce');
    const customer = person();
    await deliver(shop, wooCommerceOrder('2003', customer), { topic: 'order.updated' });
    await deliver(shop, wooCommerceOrder('2003', customer, { status: 'pending', date_paid_gmt: null }), {
      topic: 'order.created',
    });
    await see.settled(shop.id, 'demo-woocommerce-2003');
    await deliver(shop, wooCommerceOrder('2003', customer, { status: 'completed' }), { topic: 'order.updated' });
    expect(await outcomeOf(shop.id, 'demo-woocommerce-2003')).toEqual(thankedAndCredited);
  });

  it('by the very same delivery is thanked once', async () => {
    const shop = stack.shop('standard');
    const body = standardOrder('2004');
    await Promise.all(ten.map(() => deliver(shop, body, { id: 'msg_2004' })));
    expect(await outcomeOf(shop.id, 'press-2004')).toEqual(thanked);
  });

  it('again after it was settled changes nothing, whatever was edited', async () => {
    const shop = stack.shop('standard');
    const before = await see.order(shop.id, 'press-2004');
    await deliver(
      shop,
      standardOrder('2004', person(), { amount: '999.00', items: [{ title: 'Gold', quantity: 40 }] }),
    );
    expect(await outcomeOf(shop.id, 'press-2004')).toEqual(thanked);
    expect(await see.order(shop.id, 'press-2004')).toEqual(before);
    expect(await see.payload(shop.id, 'press-2004')).toBeUndefined();
  });

  it('leaves no name, address or secret in the logs', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
