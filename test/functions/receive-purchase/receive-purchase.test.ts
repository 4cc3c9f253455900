import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Purchase } from '../../../lib/order/loyalty-message.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { cached } from '../../../lib/secrets/cache.ts';
import type { WebhookSecret } from '../../../lib/secrets/secrets.ts';
import type { PurchasePorts } from '../../../functions/receive-purchase/ports.ts';
import { maxBodyBytes, receivePurchase } from '../../../functions/receive-purchase/receive-purchase.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

const [secret, former] = ['f19ce124-48e4-45fb-b39b-4f9e3e1d4b1b', 'the-one-before'];
const purchase = {
  id: 'p1',
  user: { id: 'user-4711', email: 'ada@example.com', first_name: 'Ada', last_name: 'Lovelace' },
  merchant: { id: 'm1', name: 'Oak' },
  purchased_at: '2026-03-01T12:00:00Z',
  amount: 9.9,
};
const queued = {
  type: 'purchase',
  purchaseId: 'p1',
  merchantId: 'm1',
  userId: 'user-4711',
  amount: '9.9',
  purchasedAt: '2026-03-01T12:00:00.000Z',
};

function world() {
  const state = {
    nowMs: Date.parse('2026-03-01T12:10:00Z'),
    secret: { current: secret } as WebhookSecret | undefined,
    reads: 0,
    fails: undefined as Error | undefined,
    sqsFails: undefined as Error | undefined,
    queued: [] as [string, Purchase][],
  };
  const telemetry = recordedTelemetry();
  const source = async () => {
    state.reads += 1;
    if (state.fails) throw state.fails;
    return state.secret && { ...state.secret };
  };
  const ports: PurchasePorts = {
    hasCredential: (name) => name === 'main',
    secrets: cached(source, { ttlMs: 60_000, maxEntries: 10, now: () => state.nowMs }),
    async queue(credential, message) {
      if (state.sqsFails) throw state.sqsFails;
      state.queued.push([credential, message]);
    },
    telemetry,
    now: () => state.nowMs,
  };
  const post = async (
    reported: unknown = { purchase },
    { by = secret, credential = 'main', headers = {} }: { by?: string; credential?: string; headers?: object } = {},
  ) => {
    const body = Buffer.from(typeof reported === 'string' ? reported : JSON.stringify(reported));
    const signature = createHmac('sha256', by).update(body).digest('hex');
    const { statusCode } = await receivePurchase(
      { credential, headers: { 'x-thanx-signature': signature, ...headers }, body },
      ports,
    );
    const { level, fields } = telemetry.lines.at(-1)!;
    return { statusCode, level, outcome: fields['outcome'], reason: fields['reason'] };
  };
  return { state, telemetry, post };
}

describe('a purchase webhook', () => {
  it('that is signed is queued for its credential, without anything personal', async () => {
    const { state, telemetry, post } = world();
    expect(await post()).toMatchObject({ statusCode: 200, outcome: 'accepted' });
    expect(state.queued).toEqual([['main', queued]]);
    expect(telemetry.counted).toEqual(['PurchaseAccepted']);
  });

  it('may arrive twice: both are queued, and the receipt’s row decides', async () => {
    const { state, post } = world();
    await post();
    expect(await post()).toMatchObject({ statusCode: 200, outcome: 'accepted' });
    expect(state.queued).toHaveLength(2);
    expect(state.reads).toBe(1);
  });

  it('that nobody signed, or somebody else, queues nothing', async () => {
    const { state, telemetry, post } = world();
    expect(await post({ purchase }, { by: 'another secret' })).toMatchObject({ statusCode: 401, outcome: 'refused' });
    expect(telemetry.counted).toEqual(['PurchaseRefused']);
    for (const signature of [undefined, '', 'abc', `${'0'.repeat(64)},${'0'.repeat(64)}`]) {
      const headers = { 'x-thanx-signature': signature };
      expect(await post({ purchase }, { headers })).toMatchObject({ statusCode: 401, outcome: 'unsigned' });
    }
    expect(state.queued).toEqual([]);
    expect(telemetry.counted).toEqual(['PurchaseRefused']);
  });

  it('of a credential that the stage does not have is answered 404, without a look at any secret', async () => {
    const { state, post } = world();
    for (const credential of ['other', '', 'constructor', '../main'])
      expect(await post({ purchase }, { credential })).toMatchObject({
        statusCode: 404,
        outcome: 'unknown-credential',
      });
    expect(state.reads).toBe(0);
  });

  it('for which no operator has put a secret is answered 404: nobody may raise the alarm by asking', async () => {
    const { state, post } = world();
    state.secret = undefined;
    expect(await post()).toMatchObject({ statusCode: 404, level: 'warn', outcome: 'no-secret' });
    state.fails = new ThankflowError('no-access', 'denied');
    state.nowMs += 60_000;
    expect(await post()).toMatchObject({ statusCode: 404, outcome: 'no-secret' });
    expect(state.queued).toEqual([]);
  });

  it.each([
    ['unavailable', 'it could not be verified or queued'],
    ['bad-secret', "the credential's webhook secret is unusable: put it again"],
  ] as const)('whose secret is %s is answered 503', async (code, reason) => {
    const { state, telemetry, post } = world();
    state.fails = new ThankflowError(code, 'the secret');
    expect(await post()).toEqual({ statusCode: 503, level: 'error', outcome: 'lost', reason });
    expect(telemetry.counted).toEqual(['PurchaseLost']);
  });

  it('that the queue refuses is answered 503', async () => {
    const { state, telemetry, post } = world();
    state.sqsFails = new Error('down');
    expect(await post()).toMatchObject({ statusCode: 503, level: 'error', outcome: 'lost' });
    expect(telemetry.counted).toEqual(['PurchaseLost']);
  });

  it.each([
    [{ purchase: { ...purchase, user: undefined } }, 'incomplete'],
    [{ purchase: { ...purchase, event: 'deleted' } }, 'unknown-event'],
    [{ purchase: { ...purchase, order: { id: 'oak-shop.oak-shop-1' } } }, 'basket'],
    [{ user: { id: 'u1' } }, 'not-a-purchase'],
    ['not JSON', 'not-a-purchase'],
  ])('that says nothing about a receipt is answered 200 and counted: %j', async (body, reason) => {
    const { state, telemetry, post } = world();
    expect(await post(body)).toEqual({ statusCode: 200, level: 'info', outcome: 'unused', reason });
    expect(state.queued).toEqual([]);
    expect(telemetry.counted).toEqual(['PurchaseUnused']);
  });

  it('that is too large is refused before anything is computed', async () => {
    const { state, post } = world();
    expect(await post('x'.repeat(maxBodyBytes + 1))).toMatchObject({ statusCode: 413, outcome: 'too-large' });
    expect(state.reads).toBe(0);
  });

  it('during a rotation is accepted with both secrets, then with the current one', async () => {
    const { state, post } = world();
    state.secret = { current: secret, previous: { secret: former, expiresAt: '2026-03-01T13:00:00Z' } };
    expect(await post({ purchase }, { by: former })).toMatchObject({ statusCode: 200 });
    expect(await post()).toMatchObject({ statusCode: 200 });
    state.nowMs = Date.parse('2026-03-01T13:00:01Z');
    expect(await post({ purchase }, { by: former })).toMatchObject({ statusCode: 401 });
    expect(await post()).toMatchObject({ statusCode: 200 });
  });

  it('signed with a secret that was put a moment ago is accepted', async () => {
    const { state, post } = world();
    state.secret = { current: former };
    await post({ purchase }, { by: former });
    state.secret = { current: secret };
    expect(await post()).toMatchObject({ statusCode: 200, outcome: 'accepted' });
    expect(state.reads).toBe(2);
  });

  it('that fits no remembered secret is not called forged while the secret can’t be read', async () => {
    const { state, post } = world();
    await post();
    state.fails = new ThankflowError('unavailable', 'down');
    expect(await post({ purchase }, { by: 'newer' })).toMatchObject({ statusCode: 503, outcome: 'lost' });
    expect(await post()).toMatchObject({ statusCode: 200, outcome: 'accepted' });
  });

  it('that is forged reads the secret again at most twice a minute', async () => {
    const { state, post } = world();
    for (let forged = 0; forged < 50; forged++) await post({ purchase }, { by: 'another' });
    expect(state.reads).toBe(2);
  });

  it('leaves no name, address, signature, body or path in the log, however it ends', async () => {
    const { state, telemetry, post } = world();
    await post();
    await post({ purchase }, { by: 'another' });
    await post({ purchase: { ...purchase, merchant: undefined } });
    await post('{"purchase":ada@example.com');
    await post({ purchase }, { credential: 'ada@example.com' });
    state.sqsFails = new Error('down');
    await post();
    const log = JSON.stringify(telemetry.lines);
    for (const hidden of [
      'ada',
      'Ada',
      'Lovelace',
      'user-4711',
      secret,
      '9.9',
      createHmac('sha256', secret).update(JSON.stringify({ purchase })).digest('hex'),
    ])
      expect(log).not.toContain(hidden);
  });
});
