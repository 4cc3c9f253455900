import { describe, expect, it } from 'vitest';
import type { LocalShop } from '../../../lib/local-stack/endpoints.ts';
import type { QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';
import { see, stack } from './stack.ts';
import { orderBodies, platforms, shopifyOrder, standardOrder } from '../support/payloads.ts';
import { keepSecret, person, type Person } from '../support/people.ts';
import { quarantineOf as everythingOf } from '../support/quarantine.ts';
import { deliver, sendWebhook } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

const prefixes = { shopify: 'demo-shopify-', woocommerce: 'demo-woocommerce-', standard: 'press-' };

const answerOf = async (response: Response) => [response.status, await response.text()];

/** Sends what is signed but makes no sense, and gives what the quarantine then holds of it. */
async function quarantineOf(shop: LocalShop, body: string, topic?: string): Promise<QuarantinedWebhook | undefined> {
  await deliver(shop, body, topic === undefined ? {} : { topic });
  const found = (await everythingOf(stack, shop.id)).find(({ webhook }) => webhook.body.toString() === body);
  return found?.entry;
}

describe('a body', () => {
  it('over the limit is refused with an alarm, for it may be an order', async () => {
    const shop = stack.shop('shopify');
    const body = shopifyOrder('3005', person(), { note: 'x'.repeat(4 * 1024 * 1024) });
    expect(await answerOf(await sendWebhook(shop, body))).toEqual([413, '']);
    expect(await stack.logs()).toContain('"WebhookTooLarge":1');
  });

  it('that is long but not too long is thanked', async () => {
    const shop = stack.shop('standard');
    const title = 'A book with a rather long title'.padEnd(300, '!');
    const items = Array.from({ length: 5000 }, () => ({ title, quantity: 1 }));
    await deliver(shop, standardOrder('3006', person(), { items }));
    await see.settled(shop.id, 'press-3006');
    // The shop gives 1 m² for each item, and at most 50.
    expect(await see.thankus('press-3006')).toMatchObject([{ impactValue: 50 }]);
  });

  it.each(platforms)('that is no JSON, but signed as %s signs, is kept for an operator', async (platform) => {
    const shop = stack.shop(platform);
    const secret = keepSecret('id=3007&customer=grete-quendelbach');
    const entry = await quarantineOf(shop, secret);
    expect(entry).toMatchObject({ shop: shop.id, platform, reason: 'the body is not JSON' });
    expect(JSON.stringify(entry?.headers)).not.toMatch(/hmac|signature/);
    expect((await quarantineOf(shop, '['.repeat(200_000)))?.reason).toContain('JSON');
    expect((await quarantineOf(shop, ''))?.reason).toBe('the body is not JSON');
  });

  it.each([
    ['shopify', 'orders/fulfilled'],
    ['shopify', 'nonsense'],
    ['woocommerce', 'product.updated'],
    ['woocommerce', 'action.woocommerce_anything'],
  ] as const)('of %s with the topic %s is not for us', async (platform, topic) => {
    await deliver(stack.shop(platform), orderBodies[platform]('3008'), { topic });
    expect(await see.order(`demo-${platform}`, `${prefixes[platform]}3008`)).toBeUndefined();
  });

  it('of an unknown type is not for us', async () => {
    await deliver(stack.shop('standard'), '{"type":"order.shipped","data":{"id":"3008"}}');
    expect(await stack.logs()).toContain('"reason":"type"');
  });
});

describe.each(platforms)('an order of %s', (platform) => {
  const amountField = { shopify: 'total_price', woocommerce: 'total', standard: 'amount' }[platform];
  const amount = (value: unknown) => ({ [amountField]: value, current_total_price: value });

  it.each([
    ['a missing amount', amount(undefined), amountField],
    ['no amount', amount(null), amountField],
    ['a negative amount', amount('-29.35'), amountField],
    ['an amount that is no number', amount(keepSecret('quite a lot')), amountField],
    ['an amount that is not a number', amount('NaN'), amountField],
    ['an endless amount', amount('Infinity'), amountField],
    ['an amount of thirteen digits', amount('1e12'), amountField],
    ['an unknown currency', { currency: 'EURO' }, 'currency'],
    ['no currency', { currency: undefined }, 'currency'],
  ])('with %s is kept for an operator', async (_, differs, field) => {
    const shop = stack.shop(platform);
    const entry = await quarantineOf(shop, orderBodies[platform]('3009', person(), differs));
    expect(entry?.reason).toContain(`${field}: `);
    expect(await see.order(shop.id, `${prefixes[platform]}3009`)).toBeUndefined();
  });

  it('has an id that no number holds', async () => {
    const shop = stack.shop(platform);
    const ids = ['9007199254740992', '9007199254740993', '900719925474099312345'];
    for (const id of ids)
      await deliver(
        shop,
        orderBodies[platform](id, person(), platform === 'shopify' ? { admin_graphql_api_id: null } : {}),
      );
    for (const id of ids) {
      const pid = prefixes[platform] + id;
      await see.posted(shop.id, pid);
      expect(await see.thankus(pid)).toHaveLength(1);
      expect(await see.status(shop, id)).toMatchObject({ status: 200, body: { orderId: id } });
    }
  });

  const names: [string, string, (message: string) => void][] = [
    ['emoji', '👩‍👩‍👧‍👦 Firmina', (message) => expect(message).toContain('👩‍👩‍👧‍👦 Firmina')],
    ['right-to-left text', 'نورالهدى', (message) => expect(message).toContain('نورالهدى')],
    ['direction overrides', 'Fir\u202emina\u2066', (message) => expect(message).toContain('Firmina')],
    ['markup', '<img src=x onerror="alert(1)">Firmina', (message) => expect(message).not.toContain('alert')],
    ['a template', '{{customer.lastName}}', (message) => expect(message).not.toContain('Quendelbach')],
    ['a control character', 'Fir\u0000mina\u001b[31m', (message) => expect(message).toContain('Fir mina')],
    ['half a character', 'Firmina\ud83d', (message) => expect(message).toContain('Firmina')],
    ['10,000 characters', 'Donaudampf'.repeat(1000), (message) => expect(message).toContain('Donaudampf')],
    ['nothing', '', (message) => expect(message).not.toMatch(/ [!,]/)],
  ];

  it('is thanked whatever the customer is called', async () => {
    const shop = stack.shop(platform);
    const differs = {
      line_items: [{ name: 'T'.repeat(10_000), title: 'T'.repeat(10_000), quantity: 1, price: '1.00' }],
    };
    for (const [index, [, firstName]] of names.entries())
      await deliver(shop, orderBodies[platform](`31${index}`, named(firstName), differs));
    for (const [index, [what, , check]] of names.entries()) {
      const pid = `${prefixes[platform]}31${index}`;
      await see.posted(shop.id, pid);
      const thankus = await see.thankus(pid);
      expect([what, thankus.length]).toEqual([what, 1]);
      const message = thankus[0]?.message ?? '';
      check(message);
      expect(message.length).toBeLessThanOrEqual(500);
      expect(message.isWellFormed()).toBe(true);
      expect(message).not.toMatch(/[<>\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }
  });
});

/** Only names that cannot stand in a log by chance are looked for there. */
const named = (firstName: string): Person =>
  firstName.length > 5 ? person({ firstName }) : { ...person(), firstName };

describe('after all this', () => {
  it('nothing was an error of ours', async () => {
    const logs = await stack.logs();
    // Slow servers of this machine are no fault of what was sent.
    const lost = logs.split('\n').filter((line) => line.includes('webhook lost') && !line.includes('unavailable'));
    expect(lost).toEqual([]);
    expect(logs).not.toMatch(/"platform":"report"[^\n]*"error":/);
  });

  it('no log line tells a name, an address or a secret', async () => {
    const logs = await stack.logs();
    expect(logs).toContain('"WebhookQuarantined":1');
    expect(await telltales(stack, logs)).toEqual([]);
  });
});
