import { describe, expect, it } from 'vitest';
import { readBody, readWith, reasonOf } from './read-event.ts';

const session = 'checkout-session-completed';

describe('events that are not for this shop', () => {
  const acct = 'acct_1Connected';

  it('are about another connected account', () => {
    expect(readWith(session, {}, { account: 'acct_1Other' }, { platformShopId: acct })).toEqual({
      type: 'other-site',
      reason: 'another connected account',
    });
    expect(readWith('refund-created', {}, { account: 'acct_1Other' }, { platformShopId: acct }).type).toBe(
      'other-site',
    );
  });

  it('are not those of its own account, connected or not', () => {
    expect(readWith(session, {}, { account: acct }, { platformShopId: acct }).type).toBe('paid');
    expect(readWith(session, {}, {}, { platformShopId: acct }).type).toBe('paid');
  });

  it('wait in quarantine until the settings say which connected account is this shop', () => {
    expect(reasonOf(() => readWith(session, {}, { account: acct }))).toContain('set platformShopId');
  });

  it('are thin: they contain no object', () => {
    const thin = {
      id: 'evt_1',
      object: 'v2.core.event',
      type: 'v2.core.account.updated',
      created: '2026-01-31T12:00:00.000Z',
    };
    expect(readBody(JSON.stringify(thin))).toEqual({ type: 'ignored', reason: 'thin event' });
  });

  it.each([
    ['checkout', 'payment_intent.succeeded'],
    ['checkout', 'invoice.paid'],
    ['payment-intents', 'checkout.session.completed'],
    ['payment-intents', 'invoice.payment_succeeded'],
    ['invoices', 'checkout.session.async_payment_succeeded'],
    ['invoices', 'payment_intent.succeeded'],
  ] as const)('report the same sale in another way: %s, %s', (stripeSales, type) => {
    expect(readWith(session, {}, { type }, { stripeSales })).toEqual({
      type: 'ignored',
      reason: 'not what stripeSales says is a sale',
    });
  });
});
