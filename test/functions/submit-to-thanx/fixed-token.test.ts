import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ports } from '../../../functions/submit-to-thanx/ports.ts';
import { watchKey } from '../../../lib/circuit/watch.ts';
import { startWorld } from './world.ts';

let world: Awaited<ReturnType<typeof startWorld>>;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const minute = 60_000;
const unauthorized = { kind: 'unauthorized', status: 401 } as const;

/** A receipt of a shop whose receipts are all made with one token. */
async function fixedReceipt(token?: string, overrides: Partial<Ports> = {}) {
  const receipt = await world.receipt(overrides);
  const { email: _, ...plan } = (await receipt.payload())!.receipt as unknown as Record<string, string>;
  await receipt.changePayload({ receipt: { ...plan, tokenOf: 'oak-shop' } as never });
  receipt.state.fixedToken = token;
  receipt.state.putToken = token;
  return { ...receipt, held: async () => (await receipt.ports.shopSecretsControl('oak-shop').get()).hold };
}

describe('a shop with a fixed user token', () => {
  it('makes its receipts with it, and asks Thanx for none', async () => {
    const receipt = await fixedReceipt('the-fixed-token');
    expect(await receipt.wake()).toEqual({ done: true });
    expect(receipt.state.calls).toEqual([`receipt 59.90 oak-shop/${receipt.pid} the-fixed-token`]);
    expect((await receipt.row())?.state).toBe('submitted');
  });

  it('waits while nobody has put the token, and holds neither the credential nor other shops', async () => {
    const receipt = await fixedReceipt();
    await receipt.wake();
    expect(await receipt.row()).toMatchObject({ waitsFor: 'hold', dueAt: receipt.state.nowMs + 12 * 60 * minute });
    expect(await receipt.held()).toMatchObject({ reason: 'no-secret' });
    expect((await receipt.control()).hold).toBeUndefined();
    expect(receipt.telemetry.counted).toContain('CredentialHeld');
    expect(receipt.state.calls).toEqual([]);
    // The worker still remembers that there is none.
    receipt.state.putToken = 'put-at-last';
    receipt.pass(16 * minute);
    await receipt.wake();
    expect((await receipt.row())?.state).toBe('submitted');
    expect(await receipt.held()).toBeUndefined();
  });

  it.each([
    ['refuses the old one', unauthorized],
    [
      'doesn’t know the old one’s merchant any more',
      { kind: 'rejected', status: 404, code: 'RESOURCE_NOT_FOUND', words: '' },
    ],
  ] as const)('takes up a token that was put since it was remembered, if Thanx %s', async (_, answer) => {
    const receipt = await fixedReceipt('old-token');
    receipt.state.putToken = 'new-token';
    receipt.state.receipts.push(async () => {
      receipt.state.fixedToken = 'new-token';
      return answer;
    });
    await receipt.wake();
    expect(receipt.state.calls.map((call) => call.split(' ').at(-1))).toEqual(['old-token', 'new-token']);
    expect((await receipt.row())?.state).toBe('submitted');
    expect(await receipt.held()).toBeUndefined();
  });

  it('tries no second time when Thanx rejects a receipt, and the token is still the same', async () => {
    const receipt = await fixedReceipt('the-token');
    receipt.state.receipts.push({ kind: 'rejected', status: 422, code: 'INVALID', words: '' });
    await receipt.wake();
    expect(receipt.state.calls).toEqual([`receipt 59.90 oak-shop/${receipt.pid} the-token`]);
    expect((await receipt.row())?.state).toBe('rejected');
  });

  it('is held when Thanx refuses the token and takes the credential: one try every 15 minutes, no receipt is lost', async () => {
    const receipt = await fixedReceipt('withdrawn');
    receipt.state.receipts.push(unauthorized, unauthorized);
    await receipt.wake();
    expect(receipt.state.calls).toEqual([`receipt 59.90 oak-shop/${receipt.pid} withdrawn`, 'scopes']);
    expect(await receipt.row()).toMatchObject({
      waitsFor: 'hold',
      dueAt: receipt.state.nowMs + 12 * 60 * minute,
      lastError: { code: 'fixed-token-refused', status: 401 },
    });
    const since = (await receipt.held())?.since;
    expect((await receipt.control()).hold).toBeUndefined();
    expect(JSON.stringify(receipt.telemetry.lines)).not.toContain('withdrawn');

    receipt.pass(14 * minute);
    await receipt.wake();
    expect(receipt.state.calls).toHaveLength(2);
    receipt.pass(2 * minute);
    await receipt.wake();
    expect(receipt.state.calls).toHaveLength(4);
    expect(await receipt.held()).toMatchObject({ reason: 'unauthorized', since });
    receipt.pass(16 * minute);
    await receipt.wake();
    expect((await receipt.row())?.state).toBe('submitted');
    expect(await receipt.held()).toBeUndefined();
  });

  it('and a hold of its own leaves the probe of the credential’s hold to others', async () => {
    const receipt = await fixedReceipt('good-token');
    const { nowMs } = receipt.state;
    const hold = { reason: 'unauthorized' as const, since: '2026-03-01T11:00:00.000Z', probeAt: nowMs };
    await receipt.ports.control.change(() => ({ hold }));
    await receipt.ports.shopSecretsControl('oak-shop').change(() => ({ hold: { ...hold, probeAt: nowMs + minute } }));
    receipt.pass(1000);
    expect(await receipt.wake()).toEqual({ done: true });
    expect(await receipt.row()).toMatchObject({ waitsFor: 'hold', attempts: 0 });
    expect((await receipt.control()).hold).toEqual({ ...hold, probeAt: nowMs + 1000 });
    const scope = { what: 'credential' as const, credential: receipt.ports.credentialName };
    expect(await receipt.ports.store.scopeWatches.get(watchKey(scope))).toMatchObject({ dueAt: nowMs + 1000 });
    await receipt.ports.shopSecretsControl('oak-shop').change(() => ({}));
  });

  it('is not to blame for a credential that is refused as well', async () => {
    const receipt = await fixedReceipt('good-token');
    receipt.state.receipts.push(unauthorized);
    receipt.state.scopes.push(unauthorized);
    await receipt.wake();
    expect((await receipt.control()).hold?.reason).toBe('unauthorized');
    expect(await receipt.held()).toBeUndefined();
  });
});
