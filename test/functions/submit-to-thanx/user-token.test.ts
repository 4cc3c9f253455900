import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { userToken, userTokensInMemory } from '../../../functions/submit-to-thanx/user-token.ts';
import { connect } from '../../../lib/partners/connection.ts';
import { createReceipt } from '../../../lib/partners/thanx/create-receipt.ts';
import { getScopes } from '../../../lib/partners/thanx/partner-api.ts';
import { createToken } from '../../../lib/partners/thanx/create-token.ts';
import { startThanxSandbox, type ThanxSandbox } from '../../../local/partners/thanx-sandbox.ts';
import { admin, injectFault } from '../../support/partner-faults.ts';
import { startWorld } from './world.ts';

/** The worker and the sandbox share a clock that stands still until it is moved. */
const clock = { nowMs: 0 };
const now = () => clock.nowMs;
const secret = { clientId: 'client', accessToken: 'access' };
const ada = { merchantId: 'm1', email: 'ada@example.com' };
const marginMs = 30_000;
let world: Awaited<ReturnType<typeof startWorld>>;
let thanx: ThanxSandbox;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  clock.nowMs = Date.parse('2026-03-01T12:00:00Z');
  thanx = await startThanxSandbox({
    port: 0,
    credentials: [secret],
    merchants: [
      { id: 'm1', name: 'Foo', handle: 'foo' },
      { id: 'm2', name: 'Bar', handle: 'bar' },
    ],
    settings: { limits: [{ requests: 10_000, windowMs: 1000 }] },
    now,
  });
});
afterEach(() => thanx.close());

async function realReceipt() {
  const receipt = await world.receipt();
  receipt.state.secret = secret;
  Object.assign(receipt.ports, {
    now,
    sleep: async (ms: number) => {
      clock.nowMs += Math.max(0, ms);
    },
    permits: {
      ...receipt.ports.permits,
      take: async () => ({ kind: 'granted', sendAtMs: now(), lateAtMs: now() + 1000 }),
    },
    thanx: {
      ...receipt.ports.thanx,
      connect: () => connect(thanx.url, { timeoutMs: 5000, now }),
      createToken,
      createReceipt,
      getScopes,
    },
    userTokens: userTokensInMemory(now),
  });
  const token = async (whose: { merchantId: string; email: string } = ada) => {
    const outcome = await userToken(receipt.ports, whose, secret, () => 60_000);
    return outcome.kind === 'ok' ? outcome.value.accessToken : outcome.kind;
  };
  return { ...receipt, token };
}

const minted = async () => {
  const { calls } = (await admin(thanx, 'GET /books')) as { calls: { path: string }[] };
  return calls.filter(({ path }) => path === '/partner/oauth/token').length;
};
const accepts = async (token: string) => {
  const connected = await connect(thanx.url, { timeoutMs: 5000, now });
  if (connected.kind !== 'open') throw new Error(connected.reason);
  const receipt = {
    merchantId: 'm1',
    amount: '1.00',
    paymentType: 'other' as const,
    purchasedAt: '2026-03-01T10:00:00Z',
    userComments: 'x',
  };
  const timing = { sendByMs: now() + 1000, timeoutMs: 5000, now };
  return (
    (await createReceipt(connected.connection, { clientId: 'client', bearer: token, receipt }, timing)).kind === 'ok'
  );
};

describe('customers’ tokens, at the sandbox', () => {
  it('are minted once for each merchant and address, in whatever case it is written', async () => {
    const { token } = await realReceipt();
    const first = await token();
    expect(await token({ ...ada, email: 'ADA@Example.com' })).toBe(first);
    expect(await token({ ...ada, email: 'bob@example.com' })).not.toBe(first);
    expect(await token({ ...ada, merchantId: 'm2' })).not.toBe(first);
    expect(await minted()).toBe(3);
  });

  it.each([
    ['expires_in', 3_600_000],
    ['expires', 3_600_000],
    // Unsaid, it is taken for the shortest there is.
    ['none', 60_000],
  ])(
    'told their lifetime by %s are used until half a minute before %i ms are over',
    async (lifetimeField, lifetimeMs) => {
      await admin(thanx, 'PUT /settings', { lifetimeField });
      const { token } = await realReceipt();
      const first = await token();
      clock.nowMs += lifetimeMs - marginMs - 1;
      expect(await token()).toBe(first);
      expect(await accepts(first)).toBe(true);
      clock.nowMs += 1;
      const second = await token();
      expect(second).not.toBe(first);
      expect(await minted()).toBe(2);
    },
  );

  it('are refused by Thanx from their end on, which the margin never lets happen', async () => {
    const { token } = await realReceipt();
    const first = await token();
    clock.nowMs += 3_600_000;
    expect(await accepts(first)).toBe(false);
    expect(await accepts(await token())).toBe(true);
  });

  it('revoked before their time are minted anew, once, and one receipt is made', async () => {
    const receipt = await realReceipt();
    const first = await receipt.token();
    await admin(thanx, 'DELETE /tokens');
    expect(await receipt.wake()).toEqual({ done: true });
    expect((await receipt.row())?.state).toBe('submitted');
    expect(await minted()).toBe(2);
    expect(thanx.receipts()).toHaveLength(1);
    expect(await receipt.token()).not.toBe(first);
  });

  it('refused twice while the credential works fail this order only', async () => {
    const receipt = await realReceipt();
    await injectFault(thanx, { fault: 'status', status: 401, path: '/receipts', times: 2 });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'rejected', reason: 'unauthorized' });
    expect((await receipt.control()).hold).toBeUndefined();
    expect(await minted()).toBe(2);
  });

  it('are not to be had with a credential that was withdrawn: it is held', async () => {
    const receipt = await realReceipt();
    await admin(thanx, 'PUT /credentials', { ...secret, accessToken: 'another' });
    await receipt.wake();
    expect((await receipt.control()).hold).toMatchObject({ reason: 'unauthorized' });
    expect((await receipt.row())?.state).toBe('waiting');
  });

  it('of strangers do not exist: the order is skipped', async () => {
    const receipt = await realReceipt();
    await admin(thanx, 'PUT /members', { merchantId: 'm1', remove: [ada.email] });
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ state: 'skipped', reason: 'not-a-member' });
  });

  it('are written nowhere', async () => {
    const receipt = await realReceipt();
    const token = await receipt.token();
    await receipt.wake();
    const everything = [
      ...(await world.tables.all(world.tables.orders)),
      ...(await world.tables.all(world.tables.control)),
      ...receipt.telemetry.lines,
      ...receipt.state.events,
    ];
    expect(JSON.stringify(everything)).not.toContain(token);
  });
});

describe('the memory', () => {
  it('forgets the oldest first when it is full', () => {
    const tokens = userTokensInMemory(() => 0);
    const value = { accessToken: 't', expiresAtMs: 1_000_000 };
    for (let number = 0; number <= 5000; number++) tokens.put('m1', `${number}@example.com`, value);
    expect(tokens.get('m1', '0@example.com')).toBeUndefined();
    expect(tokens.get('m1', '1@example.com')).toBe(value);
    expect(tokens.get('m1', '5000@example.com')).toBe(value);
  });
});
