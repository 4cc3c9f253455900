import { describe, expect, it } from 'vitest';
import type { ShopFacts } from '../../../ops/connection/facts.ts';
import { notifyFindings } from '../../../ops/connection/notify-findings.ts';

const target = { name: 'erp', to: 'webhook', hasSecret: true };
const found = (notify: ShopFacts['notify']) => notifyFindings({ stage: 'prod', shop: 'oak', notify } as ShopFacts);
const notified = (...targets: object[]) => found({ targets: targets as never, unused: [] });

describe('the shop’s own systems', () => {
  it('say nothing of a shop that has none', () => {
    expect(notified()).toEqual([]);
  });

  it.each([
    ['ok', 'notify', target],
    ['ok', 'notify', { ...target, to: 'woocommerce-meta', mayWrite: { may: true } }],
    ['wrong', 'notify-secret-missing', { ...target, hasSecret: false }],
    ['wrong', 'notify-credential', { ...target, mayWrite: { may: false, why: 'the app lacks write_orders' } }],
    ['wrong', 'notify-held', { ...target, hold: { reason: 'failures', since: '2026-11-20T10:00:00.000Z' } }],
  ])('are %s: %s', (state, code, one) => {
    expect(notified(one)).toMatchObject([{ state, code, means: expect.stringContaining('erp') }]);
  });

  it('name the command for a missing secret, and for one that is left over', () => {
    const findings = found({ targets: [{ ...target, hasSecret: false }], unused: ['old'] });
    expect(findings.flatMap(({ todo }) => todo)).toEqual([
      './thankflow secrets put notify --shop oak --target erp --stage prod',
      './thankflow secrets put notify --shop oak --target old --forget --stage prod',
    ]);
    expect(found({ problem: 'no access' })).toMatchObject([{ state: 'unknown', code: 'notify-unknown' }]);
  });
});
