import { describe, expect, it } from 'vitest';
import { stripeWithoutGiftCards } from '../../../../lib/platforms/stripe/without-gift-cards.ts';
import { fixture } from '../../../support/webhook.ts';
import { eventWith, readBody } from './read-event.ts';

describe('stripeWithoutGiftCards', () => {
  it("returns the same bytes if the shop's own data is empty", () => {
    const body = fixture('stripe/checkout-session-completed.json');
    expect(stripeWithoutGiftCards(body)).toBe(body);
  });

  it("removes the shop's own data wherever it is, and keeps the order's number", () => {
    const body = eventWith('checkout-session-completed', {
      metadata: { order_number: 'A-17', gift_card: 'AAAA-BBBB' },
      custom_fields: [{ key: 'voucher', text: { value: 'CCCC-DDDD' } }],
      line_items: { data: [{ description: 'Card', price: { metadata: { code: 'EEEE' } } }] },
    });
    const kept = stripeWithoutGiftCards(Buffer.from(body));
    expect(kept.toString()).not.toMatch(/AAAA|CCCC|EEEE/);
    expect(readBody(kept)).toEqual(readBody(body));
  });

  it('keeps nothing of a body that is not JSON', () => {
    expect(stripeWithoutGiftCards(Buffer.from('AAAA-BBBB'))).toHaveLength(0);
  });
});
