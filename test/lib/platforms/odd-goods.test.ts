import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PaidEvent } from '../../../lib/order/event.ts';
import type { Order } from '../../../lib/order/order.ts';
import { adapters } from '../../../lib/platforms/adapters.ts';
import { PlatformName } from '../../../lib/shops/platform-name.ts';
import { webhook } from '../../support/webhook.ts';
import { samples, type Json } from './goods-samples.ts';

const context = { shop: 'acme', receivedAtMs: Date.parse('2026-02-10T00:00:00Z') };

/** Parses what was read as the event that it must be. */
const orderIn = (platform: PlatformName, body: Json): Order =>
  PaidEvent.parse(adapters[platform].read(webhook(samples[platform].headers ?? {}, JSON.stringify(body)), context))
    .order;

function withField(part: unknown, [name = '', ...rest]: readonly string[], value: unknown): unknown {
  if (rest.length === 0 && Array.isArray(part)) return Object.assign([...(part as unknown[])], { [name]: value });
  if (rest.length === 0) return { ...(part as Json), [name]: value };
  const inner = withField((part as Json)[name] ?? {}, rest, value);
  return Array.isArray(part)
    ? Object.assign([...(part as unknown[])], { [name]: inner })
    : { ...(part as Json), [name]: inner };
}

const digits = /\d{5,}/;
const odd = fc.oneof(
  fc.constantFrom<unknown>(
    undefined,
    null,
    '',
    ' ',
    true,
    false,
    0,
    -1,
    -0,
    1e30,
    1e-30,
    -5.5,
    '-5.50',
    '1,5',
    '1e400',
    'x',
  ),
  fc.constantFrom<unknown>('999999999999.99', '4242424242424242', 'visa 4242424242424242', [], {}, [[]], [null], [{}]),
  fc.constantFrom<unknown>({ amount: null }, { amount: '-1' }, { value: 'x', currency: 'EUR' }, { 0: 1 }, ['1.00']),
  fc.jsonValue({ maxDepth: 2 }),
);

describe.each(PlatformName.options)('odd prices, taxes and cards of %s', (platform) => {
  const { body, fields } = samples[platform];
  const without = ({ beforeTax: _goods, payments: _payments, items, ...order }: Order) => ({
    ...order,
    items: items.map(({ price: _price, ...item }) => item),
  });
  const usual = orderIn(platform, body);

  it('change nothing else of the order, and no number of a card gets into it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fields), odd, (field, value) => {
        const order = orderIn(platform, withField(body, field.split('.'), value) as Json);
        expect(without(order)).toEqual(without(usual));
        for (const { issuer, last4 = '' } of order.payments ?? []) expect(`${issuer} ${last4}`).not.toMatch(digits);
      }),
      { numRuns: 300 },
    );
  });

  it('never make the goods cost more than the customer pays for them, nor the items more than the goods', () => {
    fc.assert(
      fc.property(fc.constantFrom(...fields), fc.constantFrom(null, undefined, 'x', {}, []), (field, value) => {
        const { beforeTax, items } = orderIn(platform, withField(body, field.split('.'), value) as Json);
        expect(Number(beforeTax ?? 0)).toBeLessThanOrEqual(Number(usual.beforeTax));
        const prices = items.flatMap(({ price }) => price ?? []);
        expect([0, items.length]).toContain(prices.length);
        const sum = prices.reduce((all, price) => all + Number(price), 0);
        expect(sum).toBeCloseTo(prices.length === 0 ? 0 : Number(beforeTax), 4);
      }),
    );
  });
});
