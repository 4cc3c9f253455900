import { describe, expect, it } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { see, stack } from './stack.ts';
import { shopifyOrder, standardOrder, wooCommerceOrder } from '../support/payloads.ts';
import { person, personalTexts } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

const instant = (receipt: { purchased_at: string }) => Date.parse(receipt.purchased_at);

describe.concurrent('a paid order', () => {
  it('of Shopify, told by orders/paid, is thanked and credited once', async () => {
    const shop = stack.shop('shopify');
    const customer = person();
    const nowMs = Date.now();
    // Beyond 2^53: a number would have become another order's.
    const id = '6029384756102938475';
    const pid = `demo-shopify-${id}`;
    await deliver(shop, shopifyOrder(id, customer), { nowMs });
    await see.settled(shop.id, pid);

    const [thanku, ...others] = await see.thankus(pid);
    expect(others).toEqual([]);
    expect(thanku).toMatchObject({
      slug: 'oak-and-ash',
      orderId: 'A-21-13',
      donateeGroup: 'PlantTrees',
      impactValue: 2,
      language: 'de',
      message: `Danke, ${customer.firstName}! Für deine Bestellung (Apple tree “Gravensteiner” 🌳) pflanzen wir 2 Bäume in deinem Namen. Oak & Ash`,
      repeats: 0,
    });

    const receipts = await see.receipts(`demo-shopify/${pid}`);
    expect(receipts).toHaveLength(1);
    expect(receipts[0]).toMatchObject({ merchant_id: 'demo-merchant-1', amount: 58.9, payment_type: 'other' });
    expect(instant(receipts[0]!)).toBe(nowMs);

    const answers = await Promise.all([id, `#${id}`].map((asked) => see.status(shop, asked)));
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toMatchObject({
        shop: 'demo-shopify',
        orderId: id,
        number: `#${id}`,
        state: 'posted',
        thanku: {
          id: thanku?.id,
          link: thanku?.link,
          customerLink: `${stack.endpoints().thanku}/you/${thanku?.id}`,
          certificateNum: thanku?.certificateNum,
          impact: 2,
        },
        receipt: { state: 'submitted', id: receipts[0]?.id },
      });
    }
    expect(await see.loggedBy(`demo-shopify/${pid}`)).toEqual(
      expect.arrayContaining(['thank-customer', 'submit-to-thanx']),
    );
    expect(await see.events(pid)).toEqual([
      {
        type: 'Order Thanked',
        detail: expect.objectContaining({
          orderId: id,
          simulated: false,
          cause: 'PlantTrees',
          impact: 2,
          customerLink: `${stack.endpoints().thanku}/you/${thanku?.id}`,
        }),
      },
    ]);
  });

  it('of Shopify, created already paid, is thanked and credited once', async () => {
    const shop = stack.shop('shopify');
    const updatedAt = '2026-11-01T12:00:02+01:00';
    const times = { processed_at: '2026-11-01T12:00:00+01:00', updated_at: updatedAt };
    const payload = shopifyOrder('1002', person(), { customer_locale: 'en', ...times });
    await deliver(shop, payload, { topic: 'orders/create' });
    await see.settled(shop.id, 'demo-shopify-1002');
    expect(await see.thankus('demo-shopify-1002')).toMatchObject([{ impactValue: 2, language: 'en' }]);
    const receipts = await see.receipts('demo-shopify/demo-shopify-1002');
    expect(receipts.map(instant)).toEqual([Date.parse(updatedAt)]);
  });

  it('of WooCommerce, told by order.updated, is thanked and credited once', async () => {
    const shop = stack.shop('woocommerce');
    const customer = person({ lastName: 'O&#039;Brien-Quendelbach' });
    const paidAt = '2026-11-02T08:30:05';
    await deliver(shop, wooCommerceOrder('2107', customer, { date_paid_gmt: paidAt }));
    await see.settled(shop.id, 'demo-woocommerce-2107');

    expect(await see.thankus('demo-woocommerce-2107')).toMatchObject([
      {
        donateeGroup: 'CleanOcean',
        use100Grams: true,
        impactValue: 5,
        language: 'de',
        message: `Moin ${customer.firstName}! Mit deiner Bestellung 2107 (48,90\u00a0€) holen wir 500 g Plastik aus dem Meer. Dein Küstenladen`,
        repeats: 0,
      },
    ]);
    const receipts = await see.receipts('demo-woocommerce/demo-woocommerce-2107');
    expect(receipts).toMatchObject([{ merchant_id: 'demo-merchant-2', amount: 44, payment_type: 'other' }]);
    expect(receipts.map(instant)).toEqual([Date.parse(`${paidAt}Z`)]);
    expect(await see.status(shop, '2107')).toMatchObject({ status: 200, body: { receipt: { state: 'submitted' } } });
  });

  it('of a shop of its own making is thanked, and needs no receipt', async () => {
    const shop = stack.shop('standard');
    const customer = person();
    await deliver(shop, standardOrder('2026-01_17', customer, { number: 'A 17' }));
    await see.settled(shop.id, 'press-2026-01_17');
    expect(await see.thankus('press-2026-01_17')).toMatchObject([
      {
        donateeGroup: 'ProtectWildlife',
        impactValue: 2,
        language: 'en',
        message: `Thank you, ${customer.firstName}: 2 m² of habitat protected for your 2 books.`,
      },
    ]);
    expect(await see.status(shop, 'A 17')).toMatchObject({
      status: 200,
      body: { orderId: '2026-01_17', state: 'posted', receipt: { state: 'skipped', reason: 'not-configured' } },
    });
  });

  it('below the minimum is credited and not thanked', async () => {
    const shop = stack.shop('shopify');
    await deliver(shop, shopifyOrder('1003', person(), { current_total_price: '9.99', total_price: '9.99' }));
    await see.settled(shop.id, 'demo-shopify-1003');
    expect(await see.thankus('demo-shopify-1003')).toEqual([]);
    expect(await see.receipts('demo-shopify/demo-shopify-1003')).toMatchObject([{ amount: 9.99 }]);
    expect(await see.status(shop, '1003')).toMatchObject({ body: { state: 'skipped', reason: 'below-minimum' } });
    expect(await see.events('demo-shopify-1003')).toEqual([]);
  });

  it('that is only a test costs nothing and gives no link', async () => {
    const shop = stack.shop('shopify');
    await deliver(shop, shopifyOrder('1004', person(), { test: true }));
    await see.settled(shop.id, 'demo-shopify-1004');
    expect(await see.thankus('demo-shopify-1004')).toEqual([]);
    expect((await see.thankuBooks()).simulated).toBe(1);
    expect(await see.receiptCalls('demo-shopify/demo-shopify-1004')).toBe(0);
    const { body } = await see.status(shop, '1004');
    expect(body).toMatchObject({ state: 'simulated', receipt: { state: 'skipped', reason: 'test-order' } });
    expect(body['thanku']).not.toHaveProperty('customerLink');
    expect(await see.events('demo-shopify-1004')).toMatchObject([{ detail: { simulated: true } }]);
  });
});

describe('the status of an order', () => {
  it('is told to nobody without the key of its shop', async () => {
    const shop = stack.shop('shopify');
    const other = stack.shop('standard');
    const refused = { status: 401, body: expect.objectContaining({ error: 'unauthorized' }) };
    expect(await see.status(shop, '1002', null)).toEqual(refused);
    expect(await see.status(shop, '1002', '')).toEqual(refused);
    expect(await see.status(shop, '1002', other.statusKey)).toEqual(refused);
    const unknown = { ...shop, webhookUrl: shop.webhookUrl.replace(shop.id, 'nobodys-shop') };
    expect(await see.status(unknown, '1002')).toEqual(refused);
  });

  it('is not guessed where two orders have the number', async () => {
    const shop = stack.shop('standard');
    for (const id of ['1006', '1007']) {
      await deliver(shop, standardOrder(id, person(), { number: 'A 18' }));
      await see.settled(shop.id, `press-${id}`);
    }
    expect(await see.status(shop, 'A 18')).toMatchObject({ status: 409, body: { error: 'ambiguous' } });
    expect(await see.status(shop, '1007')).toMatchObject({ status: 200, body: { number: 'A 18' } });
  });

  it('is not found where no such order was paid', async () => {
    const shop = stack.shop('shopify');
    await deliver(shop, shopifyOrder('1005', person(), { financial_status: 'pending' }), { topic: 'orders/create' });
    for (const orderId of ['1005', '#', '../1002', 'x'.repeat(300), '💥'])
      expect([orderId, (await see.status(shop, orderId)).status]).toEqual([orderId, 404]);
    // API Gateway decodes the path twice.
    expect((await see.status(shop, '%')).status).toBe(400);
  });
});

describe('after all this', () => {
  it('nothing personal is left in the table, and every row is settled', async () => {
    await see.quiet();
    const rows = await see.scan();
    const orders = rows.filter(({ sk }) => String(sk).startsWith('state#'));
    expect(orders).not.toEqual([]);
    for (const row of orders) {
      expect(row).toHaveProperty('settledAt');
      // Thanx has yet to decide about a submitted receipt.
      expect(row['dueKind']).toBe(row['state'] === 'submitted' ? 'follow' : undefined);
    }
    expect(rows.filter(({ sk }) => sk === 'payload')).toEqual([]);
    const table = JSON.stringify(rows);
    expect(personalTexts().filter((text) => table.includes(text))).toEqual([]);
  });

  it('no log line tells a name, an address or a secret', async () => {
    const logs = await eventually(async () => {
      const text = await stack.logs();
      return text.includes('webhook accepted') && text;
    });
    expect(await telltales(stack, logs)).toEqual([]);
  });
});
