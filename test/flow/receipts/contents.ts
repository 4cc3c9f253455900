import { beforeAll, describe, expect, it } from 'vitest';
import { thanxHeaders } from '../../../lib/partners/thanx/headers.ts';
import { secretNames, ThanxSecret } from '../../../lib/secrets/secrets.ts';
import { shopSecretsControl } from '../../../lib/store/control.ts';
import { currentSecret, lookAtSecret, replaceSecret } from '../../../lib/secrets/writer.ts';
import { thankflow } from '../../ops/support.ts';
import { eventually } from '../support/eventually.ts';
import { see, shop, stack, thanxLimits } from './stack.ts';
import { shopifyOrder, standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';

beforeAll(async () => {
  // One more than the workers keep to: a test below asks for a token of its own, without a permit. With less, a 429 would stop all of them
  // for half a minute now and then.
  const limits = [thanxLimits.burst, thanxLimits.sustained].map(({ requests, windowMs }) => ({
    requests: requests + 1,
    windowMs,
  }));
  await stack.thanx('PUT', '/_sandbox/settings', { limits });
});

const regular = person();
const receiptOf = async (id: string, orderId: string) => (await see.status(shop(id), orderId)).body['receipt'];
const resume = (...args: string[]) => thankflow(['resume', ...args], { env: { LOCAL_DIR: stack.localDir } });
const check = (...args: string[]) => thankflow(['thanx', 'check', ...args], { env: { LOCAL_DIR: stack.localDir } });

describe.concurrent('a receipt is over', () => {
  it.each([
    ['club', '6101', { amount: '59.90', giftCardAmount: '20.00' }, 39.9],
    ['goods', '6102', { amount: '59.90', subtotal: '54.00' }, 54],
    ['goods', '6103', { amount: '59.90', subtotal: '54.00', giftCardAmount: '50' }, 4],
  ])('what was paid besides gift cards: %s %s', async (id, orderId, order, amount) => {
    await deliver(shop(id), standardOrder(orderId, regular, order));
    await see.settled(id, `${id}-${orderId}`);
    expect(await see.receipts(`${id}/${id}-${orderId}`)).toMatchObject([{ amount, payment_type: 'other' }]);
  });

  it('nothing that a gift card paid, and nothing that cannot be known', async () => {
    await deliver(shop('club'), standardOrder('6104', regular, { amount: '59.90', giftCardAmount: '59.90' }));
    const mixed = { payment_gateway_names: ['gift_card', 'shopify_payments'] };
    await deliver(shop('boutique'), shopifyOrder('6105', regular, mixed));
    await see.settled('club', 'club-6104');
    await see.settled('boutique', 'boutique-6105');
    expect(await receiptOf('club', '6104')).toEqual({ state: 'skipped', reason: 'paid-by-gift-card' });
    expect(await receiptOf('boutique', '6105')).toEqual({ state: 'skipped', reason: 'gift-card-amount-unknown' });
    // Both were thanked all the same.
    expect([...(await see.thankus('club-6104')), ...(await see.thankus('boutique-6105'))]).toHaveLength(2);
  });
});

describe('a shop with a fixed token', () => {
  it('waits for its token, says so, and then gives that one member all its receipts', async () => {
    await deliver(shop('house'), standardOrder('6201', person()));
    await eventually(async () => {
      const row = await see.receipt('house', 'house-6201');
      return row?.state === 'waiting' && row.notBefore > Date.now() + 60_000;
    });
    const missing = await check('--shop', 'house');
    expect(missing).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the circuit of the user token of house has been open since'),
    });
    expect(missing.stderr).toContain('there is no user token of house yet');

    const credential = (await currentSecret(stack.secrets, ThanxSecret, secretNames.thanx('local', 'main')))!;
    const minted = await fetch(`${stack.endpoints().thanx}/partner/oauth/token`, {
      method: 'POST',
      headers: thanxHeaders(credential, credential.accessToken, Date.now()),
      body: JSON.stringify({ merchant_id: 'merchant-of-house', email: 'house@example.com' }),
    });
    const { access_token: token } = (await minted.json()) as { access_token: string };
    const name = secretNames.thanxUser('local', 'main', 'house');
    await replaceSecret(stack.secrets, await lookAtSecret(stack.secrets, name), { token }, {});
    const held = await check('--shop', 'house');
    expect(held.stderr.trim().split('\n')).toHaveLength(1);

    const circuit = shopSecretsControl(stack.documents, 'thankflow-local-control', 'main')('house');
    await eventually(async () => {
      await resume('--shop', 'house', '--thanx');
      return (await circuit.get()).hold === undefined;
    });
    for (const orderId of ['6202', '6203']) {
      await deliver(shop('house'), standardOrder(orderId, person()));
      await see.settled('house', `house-${orderId}`);
    }
    const receipts = [...(await see.receipts('house/house-6202')), ...(await see.receipts('house/house-6203'))];
    expect(receipts).toHaveLength(2);
    expect(new Set(receipts.map(({ user_id }) => user_id)).size).toBe(1);
    expect(await stack.logs()).not.toContain(token);
    expect(await check('--shop', 'house')).toMatchObject({ code: 0, stderr: '' });
  });
});

describe('thanx check', () => {
  it('finds everything there, on a stack at work', async () => {
    // Thanx may answer 429 if the receipts of other tests have used up its limit.
    const ran = await eventually(async () => {
      const one = await check('--shop', 'club', '--json');
      expect(one).toMatchObject({ code: 0, stderr: '' });
      return one;
    });
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: true,
      scopes: ['auth.create', 'users.read'],
      permits: { limit: 2000 },
    });
  });
});
