import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sending as claimed } from '../../lib/order/receipt/transitions.ts';
import { credentialControl } from '../../lib/store/control.ts';
import { keys } from '../../lib/store/keys.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { inTime, settledInTime } from './support/pauses.ts';
import { standardOrder } from './support/payloads.ts';
import { person } from './support/people.ts';
import { loyal, shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';
import { telltales } from './support/telltales.ts';

let localDir: string;
let stack: FlowStack;
let see: Observer;
const shops = [shopWith('club', {}, loyal('club')), shopWith('plain')];
beforeAll(async () => {
  localDir = await mkdtemp(join(tmpdir(), 'thankflow-flow-'));
  stack = await startFlowStack({ shops, localDir });
  see = observe(stack);
});
afterAll(async () => {
  await stack?.stop();
  await rm(localDir, { recursive: true, force: true });
});

const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;

/** Ends every process of a function, as an outage of its machine would. */
function killWorkers(functionName: string): void {
  const pids = stack.endpoints().functions[`thankflow-local-${functionName}`] ?? [];
  expect(pids).not.toEqual([]);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
}
const holdCredential = async (hold: OpenCircuit | undefined) => {
  await credentialControl(stack.documents, 'thankflow-local-control', 'main').change((state) => ({ ...state, hold }));
};
const killed = async () => (await stack.logs()).split('"error":"Runtime.ExitError"').length - 1;

describe('a worker that dies', () => {
  it('between the post and its record leaves one ThankU, found again with the same bytes', async () => {
    const late = { fault: 'late-answer', latencyMs: 60_000, times: 1, subject: 'plain-6001' };
    await stack.thanku('POST', '/_sandbox/faults', late);
    await deliver(shopOf('plain'), standardOrder('6001'));
    await eventually(async () => (await see.thankus('plain-6001')).length === 1, { everyMs: 20 });
    killWorkers('thank-customer');
    await eventually(async () => (await killed()) === 1);
    expect(await see.order('plain', 'plain-6001')).toMatchObject({ state: 'waiting', lease: expect.anything() });

    // Its lease has to run out first; then housekeeping finds it due.
    const row = await inTime(stack, async () => {
      const order = await see.order('plain', 'plain-6001');
      return order?.settledAt !== undefined && order;
    });
    const thankus = await see.thankus('plain-6001');
    expect(thankus).toMatchObject([{ pid: 'plain-6001', repeats: 1 }]);
    expect(row).toMatchObject({ state: 'posted', id: thankus[0]?.id, attempts: 2 });
    expect((await see.events('plain-6001')).map(({ type }) => type)).toEqual(['Order Thanked']);
  });

  it('while Thanx has its receipt leaves it unknown, to be found and not sent again', async () => {
    const late = { fault: 'late-answer', latencyMs: 60_000, times: 1, subject: 'club/club-6002' };
    await stack.thanx('POST', '/_sandbox/faults', late);
    await deliver(shopOf('club'), standardOrder('6002'));
    await eventually(async () => (await see.receipts('club/club-6002')).length === 1, { everyMs: 20 });
    killWorkers('submit-to-thanx-main');
    await eventually(async () => (await killed()) === 2);

    // Until the worker can't be running any more, everybody stays away.
    const wake = { type: 'wake', shop: 'club', pid: 'club-6002' };
    await see.sendMessage('loyalty-main', wake);
    await stack.invokeHousekeeping();
    const sending = await see.receipt('club', 'club-6002');
    expect(sending).toMatchObject({ state: 'sending', attempt: expect.anything() });
    // Its row is looked at again by then.
    expect(sending?.dueAt).toBeLessThanOrEqual(sending!.attempt!.deadAt);

    // As if that time had passed.
    await see.store.receipt.change(keys.receipt('club', 'club-6002'), (row) => ({
      ...row,
      attempt: { ...row.attempt!, deadAt: Date.now() - 1 },
      dueAt: Date.now() - 1,
    }));
    await inTime(stack, async () => (await see.receipt('club', 'club-6002'))?.state === 'unknown');
    await see.sendMessage('loyalty-main', wake);
    await deliver(shopOf('club'), standardOrder('6002'));
    // What was sent after them is through, and so are they.
    await deliver(shopOf('club'), standardOrder('6006'));
    await see.settled('club', 'club-6006');
    expect(await see.receiptCalls('club/club-6002')).toBe(1);
    expect(await see.status(shopOf('club'), '6002')).toMatchObject({
      body: { state: 'posted', receipt: { state: 'unknown', reason: 'worker-died' } },
    });

    const row = await settledInTime(stack, see, 'club', 'club-6002');
    expect(await see.receipts('club/club-6002')).toMatchObject([{ id: row.id }]);
    expect(await see.receiptCalls('club/club-6002')).toBe(1);
  });

  it('before its receipt has left sends it later, without a doubt', async () => {
    const customer = person();
    // Of this customer only: receipts of the tests before may still be followed.
    const slowToken = { fault: 'latency', latencyMs: 60_000, times: 1, path: '/partner/oauth/token' };
    await stack.thanx('POST', '/_sandbox/faults', { ...slowToken, holds: customer.email });
    const before = await killed();
    await deliver(shopOf('club'), standardOrder('6007', customer));
    await eventually(async () => !JSON.stringify(await stack.thanx('GET', '/_sandbox/faults')).includes('oauth'), {
      everyMs: 20,
    });
    killWorkers('submit-to-thanx-main');
    await eventually(async () => (await killed()) === before + 1);
    expect(await see.receipt('club', 'club-6007')).toMatchObject({ state: 'waiting' });

    await see.store.receipt.change(keys.receipt('club', 'club-6007'), (row) => ({ ...row, dueAt: Date.now() - 1 }));
    const row = await settledInTime(stack, see, 'club', 'club-6007');
    expect(row).toMatchObject({ state: 'submitted' });
    expect(row).not.toHaveProperty('resends');
    expect(await see.receiptCalls('club/club-6007')).toBe(1);
  });

  it('between its row and its request has it looked for twice, then sent once more', async () => {
    const since = new Date().toISOString();
    await holdCredential({ reason: 'unauthorized', since, probeAt: Date.now() + 3_600_000 });
    await deliver(shopOf('club'), standardOrder('6008'));
    await eventually(async () => ((await see.receipt('club', 'club-6008'))?.notBefore ?? 0) > Date.now());
    // As a worker leaves it that dies between claiming the attempt and sending.
    const attempt = { id: 'died', sendBy: Date.now() - 1, deadAt: Date.now() - 1 };
    await see.store.receipt.change(keys.receipt('club', 'club-6008'), (row) =>
      claimed({ ...row, state: 'waiting' }, attempt, Date.now()),
    );
    await holdCredential(undefined);

    const row = await settledInTime(stack, see, 'club', 'club-6008');
    expect(row).toMatchObject({ state: 'submitted', resends: 1 });
    expect(await see.receipts('club/club-6008')).toMatchObject([{ id: row.id }]);
    expect(await see.receiptCalls('club/club-6008')).toBe(1);
  });
});

describe('two workers at the same order', () => {
  it('make one ThankU and one receipt, however often and by whatever it is told', async () => {
    const slow = { fault: 'latency', latencyMs: 700, subject: '6003' };
    await stack.thanku('POST', '/_sandbox/faults', slow);
    await stack.thanx('POST', '/_sandbox/faults', slow);
    const { email, firstName } = person();
    const at = new Date().toISOString();
    const order = {
      orderId: '6003',
      amount: '29.35',
      currency: 'EUR',
      paidAt: at,
      paymentType: 'card',
      customer: { email, firstName },
      items: [],
      itemsOmitted: 0,
      tags: [],
      test: false,
      refunds: [],
    };
    const paid = { type: 'paid', shop: 'club', at, order };
    const wake = { type: 'wake', shop: 'club', pid: 'club-6003' };
    await Promise.all([paid, paid, wake, paid, wake, wake].map((message) => see.sendMessage('orders', message)));
    await eventually(async () => (await see.receipt('club', 'club-6003')) !== undefined);
    await Promise.all([wake, wake, wake, wake].map((message) => see.sendMessage('loyalty-main', message)));

    await see.settled('club', 'club-6003');
    expect(await see.thankus('club-6003')).toMatchObject([{ repeats: 0 }]);
    expect(await see.receipts('club/club-6003')).toHaveLength(1);
    expect(await see.receiptCalls('club/club-6003')).toBe(1);
    expect((await see.events('club-6003')).map(({ type }) => type)).toEqual(['Order Thanked']);
  });
});

describe('a stack that is stopped and started again', () => {
  it('remembers what it did, and finishes what waited', async () => {
    await deliver(shopOf('plain'), standardOrder('6004'));
    await see.settled('plain', 'plain-6004');
    await stack.thanku('POST', '/_sandbox/faults', { fault: 'status', status: 503, subject: '6005' });
    await deliver(shopOf('plain'), standardOrder('6005'));
    await eventually(async () => ((await see.order('plain', 'plain-6005'))?.attempts ?? 0) > 0);
    const submitted = await see.receipt('club', 'club-6002');
    await stack.stop();
    stack = await startFlowStack({ shops, localDir });
    see = observe(stack);

    expect(await see.receipt('club', 'club-6002')).toEqual(submitted);
    await deliver(shopOf('plain'), standardOrder('6004'));
    // Its message may have gone down with the stack; then its row is due a minute later. As if that had passed.
    await see.store.thanku.change(keys.thanku('plain', 'plain-6005'), (row) =>
      row.dueKind === 'thanku' ? { ...row, dueAt: Date.now() - 1 } : undefined,
    );
    await inTime(stack, async () => (await see.order('plain', 'plain-6005'))?.settledAt !== undefined);
    expect(await see.thankus('plain-6005')).toHaveLength(1);
    expect(await see.thankus('plain-6004')).toMatchObject([{ repeats: 0 }]);
    expect(await see.status(shopOf('plain'), '6004')).toMatchObject({ status: 200, body: { state: 'posted' } });
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address or a secret', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
