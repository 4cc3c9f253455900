import { expect, it } from 'vitest';
import { handleCreateToken } from '../../../../local/partners/thanx/tokens.ts';
import { defaultSettings } from '../../../../local/partners/thanx/settings.ts';
import { ThanxBooks, type ThanxState } from '../../../../local/partners/thanx/state.ts';

it('forgets tokens that have ended: there is one for each receipt', () => {
  let nowMs = 0;
  const books = ThanxBooks.parse({ receipts: [], giftCards: [], members: {} });
  const state: ThanxState = {
    credentials: new Map([['client-1', { clientId: 'client-1', accessToken: 'secret', scopes: ['auth.create'] }]]),
    merchants: [{ id: 'm-1', name: 'One', handle: 'one' }],
    settings: defaultSettings,
    merchantKeys: new Map(),
    webhooks: new Map(),
    emails: new Map(),
    books: () => books,
    userTokens: new Map(),
    fixedTokens: new Map(),
    now: () => nowMs,
  };
  const create = () =>
    handleCreateToken(state, {
      method: 'POST',
      path: '/partner/oauth/token',
      query: new URLSearchParams(),
      headers: { 'x-clientid': 'client-1', authorization: 'Bearer secret' },
      body: JSON.stringify({ merchant_id: 'm-1', email: 'a@example.com', expires_in: 60 }),
      arrivedAtMs: nowMs,
      idleMs: 0,
    });
  create();
  nowMs = 30_000;
  create();
  expect(state.userTokens.size).toBe(2);
  nowMs = 60_000;
  create();
  expect(state.userTokens.size).toBe(2);
});
