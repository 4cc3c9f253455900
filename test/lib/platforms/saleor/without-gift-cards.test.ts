import { describe, expect, it } from 'vitest';
import { saleorWithoutGiftCards } from '../../../../lib/platforms/saleor/without-gift-cards.ts';
import { webhook } from '../../../support/webhook.ts';
import { readSaleor } from '../../../../lib/platforms/saleor/read.ts';
import { amount, eventOf, paidEvent } from './event.ts';

const cleaned = (body: unknown) => saleorWithoutGiftCards(Buffer.from(JSON.stringify(body)));
const read = (body: Buffer) => readSaleor(webhook({}, body), { shop: 'acme', receivedAtMs: 0 });

/** What somebody’s own query may ask for. */
const withCodes = eventOf('OrderFullyPaid', {
  giftCards: [{ id: 'R2lmdENhcmQ6MQ==', code: 'SECRET-1', last4CodeChars: 'CRET', displayCode: 'RET1' }],
  voucherCode: 'SECRET-2',
  voucher: { code: 'SECRET-3', codes: [{ code: 'SECRET-4' }] },
  discounts: [{ name: 'x', translatedName: 'x', voucherCode: 'SECRET-5' }],
  customerNote: 'SECRET-6',
  metadata: [{ key: 'card', value: 'SECRET-7' }],
  privateMetadata: [{ key: 'card', value: 'SECRET-8' }],
  metafields: { card: 'SECRET-9' },
  transactions: [
    {
      chargedAmount: amount(13),
      message: 'Gift card (ending: SECRET-10).',
      name: 'SECRET-11',
      events: [{ type: 'CHARGE_SUCCESS', message: 'SECRET-12' }],
      paymentMethodDetails: { __typename: 'GiftCardPaymentMethodDetails', name: 'SECRET-13', lastChars: 'SECRET-14' },
      metadata: [{ key: 'card', value: 'SECRET-15' }],
    },
  ],
});

describe('without gift cards', () => {
  it('a body of thankflow’s own query is left as it is', () => {
    const body = Buffer.from(JSON.stringify(paidEvent));
    expect(saleorWithoutGiftCards(body)).toBe(body);
  });

  it('nothing that may be a code is left, and the order is read the same', () => {
    const kept = cleaned(withCodes);
    expect(kept.toString()).not.toMatch(/SECRET|CRET|RET1/);
    expect(read(kept)).toEqual(read(Buffer.from(JSON.stringify(withCodes))));
    expect(read(kept)).toMatchObject({ order: { giftCardAmount: '13' } });
    expect(saleorWithoutGiftCards(kept)).toBe(kept);
  });

  it('nor in the older format, without a query', () => {
    const order = {
      type: 'Order',
      voucher_code: 'SECRET',
      private_metadata: {},
      metadata: { a: 'SECRET' },
      gift_cards: [{ id: 'x', code: 'SECRET' }],
      customer_note: 'SECRET',
    };
    expect(JSON.parse(cleaned([order]).toString())).toEqual([{ type: 'Order', gift_cards: [{ id: 'x' }] }]);
  });

  it.each(['', 'no JSON', '{'])('nothing is kept of %j', (body) => {
    expect(saleorWithoutGiftCards(Buffer.from(body))).toHaveLength(0);
  });

  it('names that every object has are fields like any other', () => {
    const body = Buffer.from('{"__proto__":{"a":1},"constructor":{"b":2},"toString":[{"c":3}]}');
    expect(saleorWithoutGiftCards(body)).toBe(body);
  });
});
