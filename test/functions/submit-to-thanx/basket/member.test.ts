import { afterAll, beforeAll, expect, it } from 'vitest';
import { userTokensInMemory } from '../../../../functions/submit-to-thanx/user-token.ts';
import { cancelled, planned, startBasketWorld } from './basket-world.ts';

let world: Awaited<ReturnType<typeof startBasketWorld>>;
beforeAll(async () => {
  world = await startBasketWorld();
});
afterAll(() => world.close());

it('a refund is sent with the token of its own member, although one of another member is still valid', async () => {
  // None of them expires.
  const userTokens = userTokensInMemory(() => 0);
  const [hers, his] = [await world.basket({ userTokens }), await world.basket({ userTokens })];
  await his.changePayload({ basket: { ...planned(his.pid), email: 'bo@example.com' } });
  his.state.users.push({ kind: 'ok', value: { userId: 'u2' } });
  for (const basket of [hers, his]) {
    await basket.wake();
    await basket.orderChanges(cancelled);
    await basket.wake();
    expect(await basket.row()).toMatchObject({ state: 'refunded' });
  }
  const tokens = his.state.calls.filter((call) => call.startsWith('token '));
  expect(tokens).toEqual(['token u2', 'token u2']);
});
