import { describe, expect, it } from 'vitest';
import { refundWanted } from '../../../../lib/order/basket/refund.ts';
import { basketRestored } from '../../../../lib/order/basket/restored.ts';
import type { BasketState } from '../../../../lib/order/basket/state.ts';
import { mayBeSentFrom } from '../../../../lib/order/basket/sent.ts';
import { basketSending, basketSkipped } from '../../../../lib/order/basket/transitions.ts';
import { basketRow, minuteMs, nowMs } from '../rows.ts';

const attempt = { id: 'a', sendBy: nowMs - 60_000, deadAt: nowMs - 30_000 };
const next = { id: 'b', sendBy: nowMs + 60_000, deadAt: nowMs + 90_000 };
const whole = { kind: 'cancelled', subtotal: '50.00' } as const;

describe('the basket of a restored table', () => {
  it('is simply sent again, because the same one never counts twice', () => {
    const restored = basketRestored(basketRow({ attempt }), nowMs);
    expect(restored).toMatchObject({ state: 'waiting', maybeBilled: true, sentUntil: nowMs });
    expect(restored && basketSending(restored, next, nowMs)).toMatchObject({ attempt: next });
  });

  it('of an order that is reversed since is refunded, and not taken for one that Thanx doesn’t have', () => {
    expect(refundWanted(basketRow(), whole, nowMs)).toMatchObject({ state: 'skipped' });
    const restored = basketRestored(basketRow(), nowMs)!;
    expect(refundWanted(restored, whole, nowMs)).toMatchObject({ state: 'refunding', wanted: '50.00' });
  });

  it('isn’t refused because of its customer, who is no member and so has no points', () => {
    const restored = basketRestored(basketRow(), nowMs)!;
    expect(basketSkipped(restored, 'not-a-member', nowMs)).toMatchObject({ state: 'skipped' });
    expect(basketSkipped(restored, 'refunded', nowMs)).toBeUndefined();
  });

  it('is told of its refund once no other amount can arrive', () => {
    const refunding = basketRow({ state: 'refunding', wanted: '20.00', begun: '20.00', sentUntil: nowMs - 3_600_000 });
    expect(mayBeSentFrom(refunding)).toBe(0);
    const restored = basketRestored(refunding, nowMs)!;
    expect(restored).toMatchObject({ state: 'refunding', wanted: '20.00' });
    expect(mayBeSentFrom(restored)).toBe(nowMs + minuteMs);
  });

  it.each<Partial<BasketState>>([
    {},
    { attempt },
    { state: 'rejected' },
    { state: 'refunding', wanted: '9.00', begun: '9.00' },
    { state: 'refund-failed', wanted: '9.00' },
  ])('is marked once: %j', (differs) => {
    const restored = basketRestored(basketRow(differs), nowMs)!;
    expect(restored.history).toMatchObject([{ what: 'restored' }]);
    expect(basketRestored(restored, nowMs)).toBeUndefined();
  });

  it.each(['billed', 'refunded', 'skipped'] as const)('stays as it is: %s', (state) => {
    expect(basketRestored(basketRow({ state }), nowMs)).toBeUndefined();
  });
});
