import { assert, property, stringMatching } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeReceipt } from '../../../../lib/partners/thanx/create-receipt.ts';

const receipt = {
  merchantId: 'm-1',
  amount: '29.35',
  paymentType: 'other' as const,
  purchasedAt: '2026-01-31T12:00:00Z',
  userComments: 'foo/foo-1',
};

describe('the body of a receipt', () => {
  it('is wrapped, with a time in milliseconds and offset', () => {
    expect(JSON.parse(encodeReceipt(receipt))).toEqual({
      receipt: {
        merchant_id: 'm-1',
        amount: 29.35,
        payment_type: 'other',
        purchased_at: '2026-01-31T12:00:00.000+00:00',
        user_comments: 'foo/foo-1',
      },
    });
  });

  it('spells the amount with exactly the decimal’s digits', () => {
    assert(
      property(stringMatching(/^(0|[1-9]\d{0,11})(\.\d{1,4})?$/), (amount) => {
        const text = encodeReceipt({ ...receipt, amount });
        expect(text.split('"amount":')[1]?.split(',')[0]).toBe(amount);
        expect(() => JSON.parse(text)).not.toThrow();
      }),
    );
  });

  it('drops leading zeros, which JSON does not know', () => {
    expect(encodeReceipt({ ...receipt, amount: '0029.50' })).toContain('"amount":29.50,');
    expect(encodeReceipt({ ...receipt, amount: '00' })).toContain('"amount":0,');
  });

  it.each(['1e3', '-1', '', '1,5', '1}', 'NaN'])('refuses %o as an amount', (amount) => {
    expect(() => encodeReceipt({ ...receipt, amount })).toThrow('expected a decimal');
  });
});
