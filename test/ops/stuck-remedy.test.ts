import { describe, expect, it } from 'vitest';
import { remedyOf } from '../../ops/stuck/remedy.ts';

describe('the commands that put it right', () => {
  const finding = (code: Parameters<typeof remedyOf>[0]['code'], key: string, count = 1) => ({
    code,
    count,
    atLeast: false,
    things: [{ key }],
  });

  it('can be typed as they stand: stage, key and shop filled in', () => {
    expect(remedyOf(finding('thanku-gave-up', 'my-shop/my-shop-1001'), 'prod')).toEqual([
      './thankflow orders show my-shop/my-shop-1001 --stage prod',
      './thankflow orders retry my-shop/my-shop-1001 --stage prod',
    ]);
    expect(remedyOf(finding('receipt-unauthorized', 'my-shop/my-shop-1001'), 'local')[0]).toBe(
      './thankflow thanx check --shop my-shop --stage local',
    );
    expect(remedyOf(finding('brake-credential', 'main'), 'prod').at(-1)).toBe(
      './thankflow resume --credential main --stage prod',
    );
  });

  it('name the target, too', () => {
    expect(remedyOf(finding('target-held-refused', 'my-shop/erp'), 'prod')).toEqual([
      './thankflow secrets put notify --shop my-shop --target erp --stage prod',
      './thankflow resume --shop my-shop --target erp --stage prod  # a webhook: once the receiver has the new secret',
    ]);
  });

  it('are those for many where many are stuck', () => {
    expect(remedyOf(finding('thanku-gave-up', 'my-shop/my-shop-1001', 90_000), 'prod').at(-1)).toMatch(/dlq replay/);
  });
});
