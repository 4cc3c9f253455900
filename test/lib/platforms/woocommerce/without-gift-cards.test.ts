import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wooCommerceWithoutGiftCards } from '../../../../lib/platforms/woocommerce/without-gift-cards.ts';
import { fixture } from '../../../support/webhook.ts';

const code = 'QX7M-GIFT-4T2W';
const kept = (body: unknown): unknown =>
  JSON.parse(wooCommerceWithoutGiftCards(Buffer.from(JSON.stringify(body))).toString());
const meta = (key: string, value: unknown) => ({ id: 9, key, value, display_key: key, display_value: value });

describe('what is kept of a WooCommerce body where nothing can be sealed', () => {
  it('is the body itself if it holds no gift card', () => {
    const order = fixture('woocommerce/order.json');
    expect(wooCommerceWithoutGiftCards(order)).toBe(order);
  });

  it('is the amounts that gift cards paid, because the order’s amount is made from them', () => {
    const order = {
      id: 4711,
      total: '20.00',
      gift_cards: [{ id: 3, code, amount: '5.00' }],
      coupon_lines: [
        { id: 4, code, discount: '2.00', discount_tax: '0.38', meta_data: [meta('coupon_data', { code })] },
      ],
      meta_data: [meta('_ywgc_applied_gift_cards_totals', '5'), meta('_wcpay_mode', 'test')],
    };
    expect(kept(order)).toEqual({
      id: 4711,
      total: '20.00',
      gift_cards: [{ id: 3, amount: '5.00' }],
      coupon_lines: [{ id: 4, discount: '2.00', discount_tax: '0.38' }],
      meta_data: order.meta_data,
    });
  });

  it.each([
    ['the official extension', { gift_cards: [{ id: 1, code, amount: 5 }] }],
    ['its list with gaps', { gift_cards: { 1: { id: 1, code, amount: 5 } } }],
    ['its line', { line_items: [{ id: 1, meta_data: [meta('wc_gc_giftcard_code', code)] }] }],
    ['a coupon that is store credit', { coupon_lines: [{ id: 1, code, discount: '5' }] }],
    ['what WooCommerce notes of it', { coupon_lines: [{ id: 1, meta_data: [meta('coupon_info', `[1,"${code}"]`)] }] }],
    ['PW Gift Cards, bought', { line_items: [{ meta_data: [meta('pw_gift_card_number', code)] }] }],
    ['PW Gift Cards, used', { pw_gift_card_lines: [{ id: 1, card_number: code, name: code, amount: '5' }] }],
    ['YITH, bought', { line_items: [{ meta_data: [meta('_ywgc_gift_card_code', [code])] }] }],
    ['YITH, used', { meta_data: [meta('_ywgc_applied_gift_cards', { [code]: 5 })] }],
    ['YITH, as a fee', { fee_lines: [{ id: 1, name: `Gift Card (${code})`, tax_status: 'none', total: '-5.00' }] }],
    ['Smart Coupons, bought', { meta_data: [meta('sc_coupon_receiver_details', [{ code, amount: '5' }])] }],
    ['Smart Coupons, used', { meta_data: [meta('smart_coupons_contribution', { [code]: 5 })] }],
    ['PDF Vouchers', { line_items: [{ meta_data: [meta('_woo_vou_codes', code)] }] }],
    ['PDF Vouchers’ order', { meta_data: [meta('_woo_vou_meta_order_details', `{"codes":"${code}"}`)] }],
    ['WebToffee', { meta_data: [meta('wt_credit_coupons', `a:1:{s:4:"${code}"}`)] }],
    ['WP Swings', { meta_data: [meta('4711#12', [code])] }],
    ['Gift Up!', { meta_data: [meta('_giftup_code', code)] }],
    ['a plugin that shows it under another key', { meta_data: [{ key: 'x', value: code, display_key: 'Gift card' }] }],
    ['a coupon by itself', { id: 1, code, amount: '50.00', discount_type: 'smart_coupon' }],
    ['a list of gift cards', [{ id: 1, code, remaining: 100 }]],
    ['codes that look like amounts', { gift_card_code: '12345678', gift_cards: ['12345678'], note: 'no' }],
  ])('is no code of %s', (_, body) => {
    const left = JSON.stringify(kept(body));
    expect(left).not.toContain(code);
    expect(left).not.toContain('12345678');
  });

  it('is the error that a shop sent in place of an order', () => {
    const error = { code: 'woocommerce_rest_shop_order_invalid_id', message: 'Invalid ID.', data: { status: 404 } };
    expect(kept(error)).toEqual(error);
  });

  it.each([
    ['no JSON', `{"gift_cards":[{"code":"${code}"`],
    ['UTF-16', Buffer.from(JSON.stringify({ code }), 'utf16le')],
  ])('is nothing of %s', (_, body) => {
    expect(wooCommerceWithoutGiftCards(Buffer.from(body as string))).toHaveLength(0);
  });

  it('ends, however deep the body is nested', () => {
    const deep = `${'{"a":'.repeat(4000)}{"code":"${code}"}${'}'.repeat(4000)}`;
    expect(wooCommerceWithoutGiftCards(Buffer.from(deep)).toString()).not.toContain(code);
    const cards = `{"gift_cards":${'['.repeat(4000)}"${code}"${']'.repeat(4000)}}`;
    expect(wooCommerceWithoutGiftCards(Buffer.from(cards)).toString()).not.toContain(code);
  });

  it('holds no code, whatever stands around it, and is JSON', () => {
    const card = fc.constantFrom<(around: unknown) => unknown>(
      (around) => ({ gift_cards: { around, [code]: around } }),
      (around) => ({ meta_data: [{ key: '_giftup_code', value: { around, deeper: [code, { code }] } }] }),
      (around) => [around, { pw_gift_card_lines: [[code], { around: code }] }],
    );
    fc.assert(
      fc.property(fc.jsonValue(), card, (around, make) => {
        expect(JSON.stringify(kept({ around, here: make(around) }))).not.toContain(code);
      }),
    );
  });
});
