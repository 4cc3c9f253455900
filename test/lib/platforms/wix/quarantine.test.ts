import { describe, expect, it } from 'vitest';
import { wix } from '../../../../lib/platforms/wix/adapter.ts';
import { webhook } from '../../../support/webhook.ts';
import { eventIn, payloadOf, tokenOf, type WixEvent } from './wix-event.ts';

const paid = eventIn('order-payment-status-updated');
const context = { shop: 'acme', receivedAtMs: 0 };
const { withoutSignature = (body: Buffer) => body, withoutGiftCards } = wix;

describe('what quarantine keeps', () => {
  it('is everything but the signature, and can be read again', async () => {
    const token = Buffer.from(await tokenOf(payloadOf(paid)));
    const kept = withoutSignature(token);
    const signature = token.toString().split('.').at(-1) ?? '';
    expect(kept.toString()).not.toContain(signature.slice(0, 20));
    expect(wix.read(webhook({}, kept), context)).toEqual(wix.read(webhook({}, token), context));
    expect(withoutSignature(kept)).toBe(kept);
    // People read it.
    expect(JSON.parse(kept.toString())).toMatchObject({ data: { eventType: paid.eventType, data: paid.data } });
  });

  it('is the same if Wix sends the event again, with another time in the token', async () => {
    const [one, other] = [await tokenOf(payloadOf(paid)), await tokenOf(payloadOf(paid), { expiresInSeconds: 999 })];
    expect(one).not.toBe(other);
    expect(withoutSignature(Buffer.from(one))).toEqual(withoutSignature(Buffer.from(other)));
  });

  it.each([
    ['{"data":7,"exp":1}', '{"data":7}'],
    ['{"data":{"eventType":"x"}}', '{"data":{"eventType":"x"}}'],
    ['[1]', '{"data":"[1]"}'],
    ['no JSON', '{"data":"no JSON"}'],
  ])('is the whole payload if it has another form: %s', (payload, kept) => {
    const token = `eyJ9.${Buffer.from(payload).toString('base64url')}.c2ln`;
    expect(withoutSignature(Buffer.from(token)).toString()).toBe(kept);
  });

  it('is never taken for an answer of the API, which names no site', () => {
    const order = { id: 'o-1', paymentStatus: 'PAID', currency: 'EUR', createdDate: '2026-01-31T12:00:00Z' };
    const answer = JSON.stringify({ order: { ...order, priceSummary: { total: { amount: '1' } } } });
    expect(wix.read(webhook({}, answer), context)).toMatchObject({ type: 'paid' });
    const token = `eyJ9.${Buffer.from(answer).toString('base64url')}.c2ln`;
    expect(() => wix.read(webhook({}, token), context)).toThrow('expected the type of an event');
  });
});

describe('without gift cards', () => {
  const cleaned = (event: WixEvent) => withoutGiftCards(Buffer.from(payloadOf(event)));

  it('is what may be a code, in the order and in what apps add to it', async () => {
    const kept = withoutGiftCards(Buffer.from(await tokenOf(payloadOf(paid))));
    expect(kept.toString()).not.toMatch(/SPRING5|6006/);
    expect(wix.read(webhook({}, kept), context)).toEqual(wix.read(webhook({}, payloadOf(paid)), context));
    expect(withoutGiftCards(kept)).toBe(kept);
  });

  it('is still an order that a gift card paid in part', () => {
    const order = { id: 'o-1', paymentStatus: 'PAID', currency: 'EUR', createdDate: '2026-01-31T12:00:00Z' };
    const payments = [
      {
        amount: { amount: '10.00' },
        giftcardPaymentDetails: { voided: false, giftCardPaymentId: 'QXY1', obfuscatedCode: '*QXY1' },
      },
      { amount: { amount: '5.00' }, giftCardPaymentDetails: { voided: true, obfuscatedCode: '*QXY1' } },
      { amount: { amount: '19.90' }, regularPaymentDetails: { status: 'APPROVED' } },
    ];
    const priceSummary = { total: { amount: '29.90' } };
    const fetched = { order: { ...order, priceSummary }, orderTransactions: { orderId: 'o-1', payments, refunds: [] } };
    const kept = withoutGiftCards(Buffer.from(JSON.stringify(fetched)));
    expect(kept.toString()).not.toContain('QXY1');
    expect(wix.read(webhook({}, kept), context)).toMatchObject({ order: { amount: '29.90', giftCardAmount: '10.00' } });
    expect(withoutGiftCards(kept)).toBe(kept);
  });

  it('is the end of a gift card’s code', () => {
    const refund = eventIn('order-transactions-refund-completed');
    expect(cleaned(refund).toString()).not.toContain('QXY1');
    expect(wix.read(webhook({}, cleaned(refund)), context)).toMatchObject({ refunds: [{ amount: '19.90' }] });
  });

  it('is the same buffer if there is nothing', () => {
    const body = Buffer.from('{"data": "{ \\"eventType\\": \\"x\\" }"}');
    expect(withoutGiftCards(body)).toBe(body);
  });

  it('is nothing of what can’t be read', () => {
    expect(withoutGiftCards(Buffer.from('6006 4912'))).toHaveLength(0);
    expect(withoutGiftCards(Buffer.from('{"data":"6006 4912"}')).toString()).toBe('{}');
    const deep = '['.repeat(100) + '"6006"' + ']'.repeat(100);
    expect(withoutGiftCards(Buffer.from(JSON.stringify({ data: deep }))).toString()).not.toContain('6006');
  });
});
