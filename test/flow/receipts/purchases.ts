import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { thankflow } from '../../ops/support.ts';
import { eventually } from '../support/eventually.ts';
import { inTime } from '../support/pauses.ts';
import { standardOrder } from '../support/payloads.ts';
import { person } from '../support/people.ts';
import { deliver } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';
import { see, shop, stack } from './stack.ts';

const club = () => shop('club');
const secret = 'b1946ac9-2f3d-4f6e-9c57-77aa01d6f2c4';

/** A receipt that waits for Thanx's decision, of a member of its own, and what a purchase at Thanx says that is the same. */
async function submitted(orderId: string) {
  const member = person();
  await deliver(club(), standardOrder(orderId, member));
  await see.settled('club', `club-${orderId}`);
  const { userId, follow, amount, purchasedAtMs, state } = (await see.receipt('club', `club-${orderId}`))!;
  expect(state).toBe('submitted');
  return {
    id: `purchase-${orderId}`,
    event: 'create',
    user: { id: userId, email: member.email, first_name: 'Ada', last_name: 'Lovelace' },
    merchant: { id: follow?.merchantId, name: 'Club' },
    location: {},
    order: {},
    amount,
    purchased_at: new Date(purchasedAtMs!).toISOString(),
  };
}

/** Signs with OpenSSL, as Thanx's page shows it. */
async function signed(body: string, by: string): Promise<string> {
  const running = promisify(execFile)('openssl', ['dgst', '-sha256', '-hmac', by, '-r']);
  running.child.stdin?.end(body);
  return (await running).stdout.slice(0, 64);
}

async function post(purchase: object, { by = secret, credential = 'main' } = {}): Promise<number> {
  const body = JSON.stringify({ purchase });
  const headers = { 'content-type': 'application/json', 'x-thanx-signature': await signed(body, by) };
  const response = await fetch(`${stack.endpoints().api}/thanx/${credential}`, { method: 'POST', headers, body });
  return response.status;
}

const settlements = async (orderId: string) =>
  (await see.events(`club-${orderId}`)).filter(({ type }) => type === 'Receipt Settled');
const callsToThanx = async () => (await see.thanxBooks()).calls.length;
/** Whether the sandbox sends purchase webhooks itself, and how often each. */
const sandboxReports = (purchaseWebhooks: 'none' | 'twice') =>
  stack.thanx('PUT', '/_sandbox/settings', { purchaseWebhooks });
const isSettled = (orderId: string) => async () => (await see.receipt('club', `club-${orderId}`))?.announced === true;

describe('purchases that Thanx reports', () => {
  it('are not taken before an operator has put the secret', async () => {
    await sandboxReports('none');
    expect(await post(await submitted('7101'))).toBe(404);
    const env = { LOCAL_DIR: stack.localDir };
    const put = await thankflow(['secrets', 'put', 'thanx-webhook', '--credential', 'main'], { env, stdin: secret });
    expect(put).toMatchObject({ code: 0, stdout: expect.stringContaining(`${stack.endpoints().api}/thanx/main`) });
  });

  it('settle the receipt that they certainly are, without a call to Thanx', async () => {
    const purchase = await submitted('7102');
    const calls = await callsToThanx();
    await eventually(async () => (await post(purchase)) === 200);
    await inTime(stack, isSettled('7102'));
    expect(await callsToThanx()).toBe(calls);
    const row = await see.receipt('club', 'club-7102');
    expect(row).toMatchObject({ state: 'applied' });
    for (const gone of ['userId', 'purchasedAtMs', 'follow', 'dueKind']) expect(row).not.toHaveProperty(gone);
    expect((await see.status(club(), '7102')).body['receipt']).toMatchObject({ state: 'applied' });

    // Twice, and with another amount.
    expect([await post(purchase), await post({ ...purchase, amount: '1.00', event: 'update' })]).toEqual([200, 200]);
    await see.quiet();
    expect(await see.receipt('club', 'club-7102')).toEqual(row);
    expect(await settlements('7102')).toHaveLength(1);
  });

  it('change nothing if they are forged, are somebody else’s, or fit no receipt', async () => {
    const purchase = await submitted('7103');
    const before = await see.receipt('club', 'club-7103');
    expect(await post(purchase, { by: `${secret}x` })).toBe(401);
    expect(await post(purchase, { credential: 'other' })).toBe(404);
    const others = [
      { ...purchase, user: { id: 'somebody' } },
      { ...purchase, amount: '0.01' },
      { ...purchase, order: { id: 'club.club-7103' } },
      { id: 'p1' },
    ];
    for (const other of others) expect(await post(other)).toBe(200);
    await see.quiet();
    expect(await see.receipt('club', 'club-7103')).toEqual(before);
    expect(await settlements('7103')).toEqual([]);
  });

  it('come from Thanx itself once it has applied a receipt', async () => {
    await submitted('7104');
    const { id } = (await see.receipt('club', 'club-7104'))!;
    const calls = await callsToThanx();
    // What the sandbox leaves out while it reports nothing, it never reports.
    await sandboxReports('twice');
    await stack.thanx('PUT', '/_sandbox/receipts', { id, state: 'applied' });
    await inTime(stack, isSettled('7104'));
    await sandboxReports('none');
    expect(await see.receipt('club', 'club-7104')).toMatchObject({ state: 'applied', id });
    expect(await callsToThanx()).toBe(calls);
    await see.quiet();
    expect(await settlements('7104')).toHaveLength(1);
  });

  it('leave no name, address, body or signature in the logs', async () => {
    const logs = await stack.logs();
    expect(await telltales(stack, logs)).toEqual([]);
    expect(logs).not.toContain(secret);
    expect(logs).not.toContain('Lovelace');
  });
});
