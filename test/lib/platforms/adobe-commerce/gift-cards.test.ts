import { describe, expect, it } from 'vitest';
import { adobeCommerce } from '../../../../lib/platforms/adobe-commerce/adapter.ts';
import { fixture } from '../../../support/webhook.ts';
import { changed, fetchedWith, orderSaved, paidWith, readBody, readWith } from './adobe-event.ts';

describe('gift cards and store credit', () => {
  it.each([
    [{ gift_cards_amount: '20.0000' }, '69.90', '20.00'],
    [{ gift_cards_amount: 20, customer_balance_amount: '5.5000' }, '75.40', '25.50'],
    [{ gift_cards_amount: null, customer_balance_amount: '5.5000' }, '55.40', '5.50'],
    [{ gift_cards_amount: '0', customer_balance_amount: 0 }, '49.90', undefined],
    [{ gift_cards_amount: '', customer_balance_amount: false }, '49.90', undefined],
    [{ gift_cards_amount: undefined }, '49.90', 'unknown'],
    [{ customer_balance_amount: undefined }, '49.90', 'unknown'],
    [{ gift_cards_amount: 'some' }, '49.90', 'unknown'],
  ])('%j: an amount of %s, of which they paid %s', (fields, amount, giftCardAmount) => {
    expect(paidWith(fields)).toMatchObject({ amount });
    expect(paidWith(fields).giftCardAmount).toBe(giftCardAmount);
  });

  it('are in an extension of an order from the REST API', () => {
    const extension_attributes = { gift_cards_amount: 20, customer_balance_amount: 5.5 };
    expect(fetchedWith({ extension_attributes })).toMatchObject({ order: { amount: '75.4', giftCardAmount: '25.5' } });
    expect(fetchedWith({ extension_attributes: undefined })).not.toHaveProperty('order.giftCardAmount', 'unknown');
  });

  it('have no codes in what quarantine keeps, which is read the same', () => {
    for (const name of ['order', 'order-saved', 'credit-memo-saved']) {
      const body = fixture(`adobe-commerce/${name}.json`);
      const kept = adobeCommerce.withoutGiftCards(body);
      expect(kept.toString()).not.toMatch(/7KQ2|SPRING5|For you/);
      expect(readBody(kept.toString())).toEqual(readBody(body.toString()));
      expect(adobeCommerce.withoutGiftCards(kept)).toBe(kept);
    }
    expect(adobeCommerce.withoutGiftCards(Buffer.from('7KQ2-9XLM-41ZP')).length).toBe(0);
  });

  it('keep their amounts in what quarantine keeps', () => {
    const spent = { gift_cards_amount: '20.0000', gift_cards: '[{"c":"7KQ2-9XLM-41ZP","a":20}]' };
    const kept = adobeCommerce.withoutGiftCards(Buffer.from(JSON.stringify(changed(orderSaved, spent))));
    expect(kept.toString()).not.toContain('7KQ2');
    expect(readBody(kept.toString())).toEqual(readWith({ gift_cards_amount: '20.0000' }));
  });
});
