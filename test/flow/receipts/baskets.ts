import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { lookAtSecret, replaceSecret } from '../../../lib/secrets/writer.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { credentialControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { eventually } from '../support/eventually.ts';
import { refundedInTime } from '../support/pauses.ts';
import { standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { see, shop, stack } from './stack.ts';

const market = () => shop('market');
const key = (orderId: string) => keys.basket('market', `market-${orderId}`);
const rowOf = (orderId: string) => see.store.basket.get(key(orderId));
const Books = z.object({
  baskets: z.array(
    z.object({
      id: z.string(),
      state: z.string(),
      points: z.number(),
      history: z.array(z.object({ request: z.object({ state: z.string() }), times: z.number() })),
    }),
  ),
  breaches: z.array(z.object({ basket: z.string(), breach: z.string() })),
});
const books = async () => Books.parse(await stack.thanx('GET', '/_sandbox/books'));
const atThanx = async (orderId: string) => (await books()).baskets.find(({ id }) => id === `market.market-${orderId}`);
const breakBasket = (orderId: string, fault: string, more: object = {}) =>
  stack.thanx('POST', '/_sandbox/faults', { fault, subject: `market.market-${orderId}`, times: 1, ...more });
const paid = (orderId: string, more: object = {}) =>
  deliver(market(), standardOrder(orderId, person(), { amount: '60.00', beforeTax: '50.00', ...more }));
const cancel = (orderId: string) =>
  deliver(market(), { type: 'order.cancelled', timestamp: new Date().toISOString(), data: { id: orderId } });
const refund = (orderId: string, id: string, amount: string) =>
  deliver(market(), {
    type: 'order.refunded',
    timestamp: new Date().toISOString(),
    data: { id: orderId, refunds: [{ id, amount }] },
  });

beforeAll(async () => {
  const name = secretNames.thanxMerchant('local', 'main', 'market');
  await replaceSecret(stack.secrets, await lookAtSecret(stack.secrets, name), { merchantKey: 'key-of-market' }, {});
  await credentialControl(stack.documents, 'thankflow-local-control', 'main').change((control) => ({
    ...control,
    basketsCertified: { at: new Date().toISOString(), by: 'a test', host: '127.0.0.1' },
  }));
});

describe.concurrent('a basket', () => {
  it('is billed once; a part of it is refunded, and then all of it', async () => {
    await paid('8001');
    await see.settled('market', 'market-8001');
    expect(await atThanx('8001')).toMatchObject({ state: 'billed', points: 50 });
    const status = async () => (await see.status(market(), '8001')).body;
    expect(await status()).toMatchObject({
      receipt: { state: 'skipped', reason: 'basket' },
      basket: { state: 'billed' },
    });

    await refund('8001', 'r1', '12.00');
    // The worker that billed it must certainly have stopped.
    await refundedInTime(stack, see, 'market-8001', async () => (await atThanx('8001'))?.points === 40);
    await cancel('8001');
    await refundedInTime(stack, see, 'market-8001', async () => (await atThanx('8001'))?.points === 0);
    await eventually(async () => expect(await rowOf('8001')).toMatchObject({ state: 'refunded', announced: true }));
    const { history } = (await atThanx('8001'))!;
    expect(history.map(({ request, times }) => [request.state, times])).toEqual([
      ['billed', 1],
      ['refunded', 1],
      ['refunded', 1],
    ]);
    const told = (await see.events('market-8001')).filter(({ type }) => type === 'Basket Updated');
    expect(told.map(({ detail }) => [detail['state'], detail['refundedSubtotal']])).toEqual([
      ['billed', undefined],
      ['refunded', '10.00'],
      ['refunded', '50.00'],
    ]);
    expect((await rowOf('8001'))?.refundable).toBeUndefined();
  });

  it.each([
    ['8002', 'reset-after', {}],
    ['8003', 'html-after', {}],
    ['8004', 'no-answer', { acts: true }],
    ['8005', 'status', { status: 503 }],
    ['8006', 'no-id', {}],
  ])('%s: whatever becomes of the first request (%s), it counts once', async (orderId, fault, more) => {
    await breakBasket(orderId, fault, more);
    await paid(orderId);
    await see.settled('market', `market-${orderId}`);
    expect(await atThanx(orderId)).toMatchObject({ state: 'billed', points: 50 });
    expect(await rowOf(orderId)).toMatchObject({ state: 'billed' });
  });

  it('of an order that was cancelled meanwhile is taken back', async () => {
    await breakBasket('8007', 'no-answer', { acts: true });
    await paid('8007');
    await eventually(async () => (await atThanx('8007')) !== undefined);
    await cancel('8007');
    await refundedInTime(stack, see, 'market-8007', async () => (await rowOf('8007'))?.state === 'refunded');
    expect(await atThanx('8007')).toMatchObject({ points: 0 });
  });

  it('of a stranger is not wanted', async () => {
    await deliver(
      market(),
      standardOrder('8008', person({ email: 'stella@stranger.example' }), { beforeTax: '50.00' }),
    );
    await see.settled('market', 'market-8008');
    expect(await rowOf('8008')).toMatchObject({ state: 'skipped', reason: 'not-a-member' });
    expect(await atThanx('8008')).toBeUndefined();
  });
});

describe('the baskets', () => {
  it('never broke a rule of Thanx', async () => {
    expect((await books()).breaches).toEqual([]);
  });
});
