import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { shopControl } from '../../../lib/store/control.ts';
import { keys } from '../../../lib/store/keys.ts';
import { orderStore, type OrderStore } from '../../../lib/store/orders.ts';
import type { ThankuState } from '../../../lib/order/thanku/state.ts';
import { orderWith, settingsWith } from '../../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { thankflow } from '../support.ts';

let aws: LocalAws;
let store: OrderStore;
const at = '2026-03-01T12:00:00.000Z';
const settings = settingsWith({ message: { en: 'Hello {{customer.firstName}}!' } }, { shop: 'oak' });
const body = JSON.stringify({ slug: 'oak-and-ash', donateeGroup: 'PlantTrees', impactValue: 5, message: 'Hello Ada!' });

async function plant(pid: string, differs: Partial<ThankuState>, { data = true } = {}) {
  const base = {
    shop: 'oak',
    pid,
    orderId: pid.slice('oak-'.length),
    attempts: 1,
    notBefore: 0,
    receipt: 'none' as const,
  };
  await store.thanku.insert(keys.thanku('oak', pid), {
    ...base,
    state: 'failed',
    reason: 'rejected',
    createdAt: at,
    updatedAt: at,
    ...differs,
  });
  if (data) {
    const order = orderWith({ orderId: base.orderId });
    await store.payload.insert(keys.payload('oak', pid), { order, thanku: { body, simulate: false } });
  }
}

beforeAll(async () => {
  aws = await startLocalAws();
  store = orderStore(aws.documents, aws.ordersTable);
  const { documents, settingsTable, controlTable, ordersTable } = aws;
  await applySettings({ documents, settingsTable, controlTable, ordersTable }, settings, { by: 'test', now: Date.now });
  await plant('oak-1', { attempts: 1, refusals: 1 });
  await plant('oak-2', { attempts: 2, refusals: 1 });
  await plant('oak-3', {});
  await plant('oak-4', { refusals: 1 }, { data: false });
  await plant('oak-5', { state: 'posted', settledAt: at }, { data: false });
});
afterAll(() => aws.close());

const orders = (...args: string[]) => thankflow(['orders', ...args], { env: { LOCAL_DIR: aws.folder } });

describe.concurrent('what is not there, or may not be done', () => {
  it.each([
    [['show', 'oak/oak-9'], 2, 'has no order oak/oak-9. Find it by'],
    [['retry', 'oak/oak-1', 'oak/oak-9'], 2, 'has no order oak/oak-9'],
    [['refreeze', 'oak/oak-9', '--yes'], 2, 'has no order oak/oak-9'],
    [['resolve', 'oak/oak-9', '--as', 'not-sent'], 2, 'has no order oak/oak-9'],
    [['find', 'nobody-knows-it'], 2, 'has no order “nobody-knows-it”'],
    [['find', '1', '--shop', 'oka'], 2, 'has no shop "oka"'],
    [['list', '--shop', 'oack'], 2, '(did you mean "oak"?)'],
    [['show', '1'], 2, "orders find '1'"],
    [['retry'], 2, "missing required argument 'key'"],
    [['resolve', 'oak/oak-1'], 2, "required option '--as <outcome>' not specified"],
    [['resolve', 'oak/oak-1', '--as', 'lost'], 2, 'is unknown; choose from submitted, not-sent'],
    [['resolve', 'oak/oak-1', '--as', 'submitted'], 2, 'needs --receipt'],
    [['resolve', 'oak/oak-1', '--as', 'submitted', '--receipt', 'a b'], 2, 'expected the receipt’s ID'],
    [['resolve', 'oak/oak-1', '--as', 'not-sent', '--receipt', 'x'], 2, '--receipt needs --as submitted'],
    [['resolve', 'oak/oak-1', '--as', 'not-sent'], 1, 'it has no receipt'],
    [['refreeze', 'oak/oak-2', '--yes'], 1, 'a ThankU may exist'],
    [['refreeze', 'oak/oak-3', '--yes'], 1, 'before thankflow recorded'],
    [['refreeze', 'oak/oak-4', '--yes'], 1, 'and is gone: nothing can be sent'],
    [['retry', 'oak/oak-4'], 1, 'and is gone: nothing can be sent'],
    [['refreeze', 'oak/oak-5', '--yes'], 1, 'nothing of it has failed'],
    [['retry', 'oak/oak-5'], 1, 'nothing of it has failed. Nothing is left to do.'],
    [['list', '--state', 'failde'], 2, '(did you mean "failed"?)'],
    [['list', '--reason', 'rejectd'], 2, 'there is no reason "rejectd" (did you mean "rejected"?)'],
    [['list', '--reason', 'held-unauthorised'], 2, '(did you mean "held-unauthorized"?)'],
    [['list', '--since', 'yesterday'], 2, 'expected an age'],
    [['list', '--limit', '0'], 2, 'expected a whole number'],
  ])('orders %j: one clear line', async (args, code, message) => {
    const ran = await orders(...args);
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('after all these', () => {
  it('the rows are as they were, and programs are told in JSON', async () => {
    const json = await orders('retry', 'oak/oak-5', '--json');
    expect(json).toMatchObject({ code: 1, stderr: '' });
    expect(JSON.parse(json.stdout)).toMatchObject({
      error: { code: 'refused', message: expect.stringContaining('nothing') },
    });
    const rows = await aws.all(aws.ordersTable);
    expect(rows.filter(({ sk }) => sk === 'state#thanku').map(({ version }) => version)).toEqual([1, 1, 1, 1, 1]);
  });
});

describe('orders refreeze without --yes', () => {
  it('where nobody can be asked shows what it would do, says whose data that is, and does nothing', async () => {
    const ran = await orders('refreeze', 'oak/oak-1', 'oak/oak-5');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('thanku.impactValue: 5 → 1');
    expect(ran.stdout).toMatch(/oak\/oak-5\n {2}stays as it is: nothing of it has failed/);
    expect(ran.stderr).toContain('personal data');
    expect(ran.stderr).toContain('Nothing was changed. To replace the requests, add --yes.');
    expect(await store.thanku.get(keys.thanku('oak', 'oak-1'))).toMatchObject({ state: 'failed' });
    const deeds = (await aws.all(aws.controlTable)).filter(({ what }) => what === 'orders refreeze');
    expect(deeds).toEqual([]);
  });
});

describe('orders show', () => {
  it('shows what is sent only where it is asked for, and says that it is personal', async () => {
    const plain = await orders('show', 'oak/oak-1');
    expect(plain.stdout + plain.stderr).not.toContain('Ada');
    const json = await orders('show', 'oak/oak-1', '--json');
    expect(json.stdout).not.toContain('Ada');
    const whole = await orders('show', 'oak/oak-1', '--request');
    expect(whole.stdout).toMatch(/^ {2}"message": "Hello Ada!",?$/m);
    expect(whole.stderr).toContain('personal data');
  });

  it('shows what a partner said as text and nothing else', async () => {
    const words = '\u001b[2J\u001b]0;owned\u0007<b>x</b>\r\n./thankflow';
    await plant('oak-6', { lastError: { at, code: 'rejected', words }, history: [{ what: 'failed', words, at: 0 }] });
    const { stdout } = await orders('show', 'oak/oak-6');
    expect(stdout).toContain(String.raw`“\u001b[2J\u001b]0;owned\u0007<b>x</b>\r\n./thankflow”`);
    expect(stdout).not.toContain('\u001b');
  });
});

it('orders retry is refused while an operator holds the shop, with who, why and how it goes on', async () => {
  const control = shopControl(aws.documents, aws.controlTable)('oak');
  await control.change((shop) => ({ ...shop, thankuBrake: { reason: 'ticket 42', by: 'ada', since: at } }));
  const ran = await orders('retry', 'oak/oak-1');
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr).toContain(
    'paused by ada since 2026-03-01 12:00Z: ticket 42. Resume it first: ./thankflow resume --shop oak --thanku',
  );
});
