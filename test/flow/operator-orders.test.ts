import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { customerLink } from '../../lib/partners/thanku/customer-link.ts';
import { keys } from '../../lib/store/keys.ts';
import { thankflow } from '../ops/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { standardOrder } from './support/payloads.ts';
import { person } from './support/people.ts';
import { loyal, shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';
import { telltales } from './support/telltales.ts';

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({
    shops: [shopWith('oak'), shopWith('elm'), shopWith('club', {}, loyal('club')), shopWith('stopped')],
  });
  see = observe(stack);
});
afterAll(() => stack?.stop());

const customer = person({ firstName: 'Quirina' });
const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
const cli = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: stack.localDir } });
const cliJson = async (...args: string[]) => {
  const ran = await cli(...args, '--json');
  return { code: ran.code, json: JSON.parse(ran.stdout) };
};
const breakThanku = (subject: string, status: number, times?: number) =>
  stack.thanku('POST', '/_sandbox/faults', {
    fault: 'status',
    subject,
    status,
    ...(times && { times }),
    body: JSON.stringify({ error: 'invalid_data', message: 'impactValue must be at least 2' }),
  });
const healThanku = () => stack.thanku('DELETE', '/_sandbox/faults');
const apply = (shop: string, thanku: object, others: object = {}) =>
  applySettings(
    {
      documents: stack.documents,
      settingsTable: 'thankflow-local-settings',
      ordersTable: 'thankflow-local-orders',
      controlTable: 'thankflow-local-control',
    },
    shopWith(shop, { ...thanku }, { ...others }),
    { by: 'test', now: Date.now },
  );
/** An order that ThankU refused: its pid. */
async function refused(shop: string, orderId: string): Promise<string> {
  const pid = `${shop}-${orderId}`;
  await deliver(shopOf(shop), standardOrder(orderId, customer, { number: `#${orderId}` }));
  await eventually(async () => expect(await see.order(shop, pid)).toMatchObject({ state: 'failed', announced: true }));
  return pid;
}

describe('an order that ThankU refuses', () => {
  it('is found, shown with all that happened to it, and frozen anew from corrected settings: one ThankU', async () => {
    await breakThanku('oak-7001', 400);
    const pid = await refused('oak', '7001');
    const key = `oak/${pid}`;

    for (const text of ['7001', '#7001', pid, key]) {
      const found = await cliJson('orders', 'find', text);
      expect([text, found]).toMatchObject([text, { code: 0, json: { orders: [{ key, state: 'failed' }] } }]);
    }
    const shown = await cli('orders', 'show', key);
    expect(shown).toMatchObject({ code: 0, stderr: '' });
    expect(shown.stdout).toMatch(/claimed: 1 × PlantTrees frozen[\s\S]*failed for good: rejected, 400/);
    expect(shown.stdout).toContain('“{"error":"invalid_data","message":"impactValue must be at least 2"}”');
    expect(shown.stdout).toContain('dead letter sent');
    expect(shown.stdout).toContain('./thankflow shops apply FILE --stage local');
    expect(shown.stdout).toContain(`./thankflow orders retry ${key} --refreeze --stage local`);
    expect(shown.stdout).not.toContain(customer.firstName);

    const same = await cli('orders', 'refreeze', key, '--yes');
    expect(same).toMatchObject({ code: 1, stderr: expect.stringContaining('would produce the same request') });

    await apply('oak', { impact: { fixed: 2 }, message: { en: 'Two trees for you, {{customer.firstName|friend}}.' } });
    await healThanku();
    const dry = await cliJson('orders', 'refreeze', key);
    expect(dry).toMatchObject({ code: 0, json: { dryRun: true } });
    expect(dry.json.orders[0].parts[0].differences).toEqual([
      { field: 'thanku.impactValue', frozen: '1', now: '2' },
      {
        field: 'thanku.message',
        frozen: expect.stringContaining('Thank you, Quirina!'),
        now: expect.stringContaining('Two trees for you, Quirina.'),
      },
    ]);
    expect(await see.order('oak', pid)).toMatchObject({ state: 'failed' });

    // Two operators at the same time: one of them does it.
    const refreeze = () => cli('orders', 'refreeze', key, '--yes', '--why', 'one tree is too few');
    const both = await Promise.all([refreeze(), refreeze()]);
    expect(both.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    await see.settled('oak', pid);
    const thankus = await see.thankus(pid);
    expect(thankus).toMatchObject([
      { impactValue: 2, message: expect.stringContaining('Two trees for you, Quirina.') },
    ]);
    expect(await see.order('oak', pid)).toMatchObject({ state: 'posted', impact: 2 });

    const after = await cliJson('orders', 'show', key);
    const whats = after.json.timeline.map(({ what }: { what: string }) => what);
    expect(whats).toContainEqual(expect.stringContaining('orders refreeze, “one tree is too few”: 1 refrozen'));
    expect(whats).toContainEqual(expect.stringContaining('refrozen from'));
    expect(whats.at(-1)).toContain('settled');
    expect(after.json.next).toEqual([{ means: 'Nothing is left to do.', commands: [] }]);
    const byId = await cliJson('orders', 'find', customerLink({ id: thankus[0]!.id, link: thankus[0]!.link }));
    expect(byId.json.orders).toMatchObject([{ key, by: 'ThankU or receipt id' }]);
    const settled = await cli('orders', 'retry', key);
    expect(settled).toMatchObject({ code: 1, stderr: expect.stringContaining('nothing of it has failed') });
  });

  it('after an answer that says nothing is never frozen anew, only tried again: the same bytes, one ThankU', async () => {
    await breakThanku('elm-7002', 500, 1);
    await breakThanku('elm-7002', 400);
    const pid = await refused('elm', '7002');
    await apply('elm', { impact: { fixed: 3 } });
    await healThanku();
    const refusal = await cli('orders', 'refreeze', `elm/${pid}`, '--yes');
    expect(refusal).toMatchObject({ code: 1, stderr: expect.stringContaining('a ThankU may exist') });
    expect(refusal.stderr.trim().split('\n')).toHaveLength(1);

    const both = await Promise.all([
      cliJson('orders', 'retry', `elm/${pid}`),
      cliJson('orders', 'retry', `elm/${pid}`),
    ]);
    expect(both.flatMap(({ json }) => json.orders)).toContainEqual(
      expect.objectContaining({ outcome: 'retried', parts: ['thanku'] }),
    );
    await see.settled('elm', pid);
    expect(await see.thankus(pid)).toMatchObject([{ impactValue: 1 }]);
  });

  it('waits for its retry while an operator holds its shop', async () => {
    await breakThanku('stopped-7003', 400);
    const pid = await refused('stopped', '7003');
    await healThanku();
    await cli('pause', '--shop', 'stopped', '--why', 'a wrong message');
    const held = await cli('orders', 'retry', `stopped/${pid}`);
    expect(held).toMatchObject({ code: 1, stderr: expect.stringContaining('resume --shop stopped --thanku') });
    expect(await see.order('stopped', pid)).toMatchObject({ state: 'failed' });
    await cli('resume', '--shop', 'stopped');
    // Its dead letter goes with it: nothing keeps the alarm on.
    expect(await cliJson('orders', 'retry', `stopped/${pid}`)).toMatchObject({
      code: 0,
      json: { deadLetters: { dropped: 1, notLookedAt: 0 } },
    });
    expect(await see.thankus(pid)).toHaveLength(1);
  });
});

describe('a receipt of unknown outcome', () => {
  const unknown = async (orderId: string, fault: string) => {
    const pid = `club-${orderId}`;
    await stack.thanx('POST', '/_sandbox/faults', { fault, path: '/receipts', subject: `club/${pid}`, times: 1 });
    await deliver(shopOf('club'), standardOrder(orderId, customer));
    await eventually(async () => expect(await see.receipt('club', pid)).toMatchObject({ state: 'unknown' }));
    return pid;
  };

  it('that Thanx has is submitted under the id that the operator saw, which no other order may take', async () => {
    const pid = await unknown('7101', 'reset-after');
    const key = `club/${pid}`;
    const [receipt] = await see.receipts(key);
    const retry = await cli('orders', 'retry', key);
    expect(retry).toMatchObject({ code: 1, stderr: expect.stringContaining('looks for its receipt at Thanx') });

    const resolve = ['orders', 'resolve', key, '--as', 'submitted', '--receipt', receipt!.id];
    expect(await cli(...resolve)).toMatchObject({ code: 0, stdout: expect.stringContaining('is submitted') });
    expect(await see.receipt('club', pid)).toMatchObject({ state: 'submitted', id: receipt!.id });
    await see.settled('club', pid);
    expect(await see.payload('club', pid)).toBeUndefined();
    expect(await cli(...resolve)).toMatchObject({ code: 0, stdout: expect.stringContaining('already') });

    const other = await unknown('7102', 'reset-after');
    const taken = await cli('orders', 'resolve', `club/${other}`, '--as', 'submitted', '--receipt', receipt!.id);
    expect(taken).toMatchObject({ code: 1, stderr: expect.stringContaining(`this ID belongs to ${key}`) });
  });

  it('that Thanx has not is sent again once its request cannot take effect any more: one receipt', async () => {
    const pid = await unknown('7103', 'reset-before');
    const key = `club/${pid}`;
    const notSent = ['orders', 'resolve', key, '--as', 'not-sent'];
    expect(await cli(...notSent)).toMatchObject({ code: 1, stderr: expect.stringContaining('may take effect until') });
    // As if that time were over.
    await see.store.receipt.change(keys.receipt('club', pid), (row) => ({
      ...row,
      dueKind: 'stuck',
      dueAt: 0,
      attempt: { ...row.attempt!, deadAt: Date.now() - 120_000 },
    }));
    const shown = await cli('orders', 'show', key);
    expect(shown.stdout).toContain(`orders resolve ${key} --as not-sent`);
    const both = await Promise.all([cli(...notSent), cli(...notSent)]);
    expect(both.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    await see.settled('club', pid);
    expect(await see.receipts(key)).toHaveLength(1);
    expect(await see.receipt('club', pid)).toMatchObject({ state: 'submitted', resends: 1 });
  });
});

it('orders list shows them all, the newest first, or those in a state', async () => {
  const { json } = await cliJson('orders', 'list');
  const keysOf = (listed: typeof json): string[] => listed.orders.map(({ key }: { key: string }) => key);
  expect(keysOf(json)).toEqual(expect.arrayContaining(['oak/oak-7001', 'elm/elm-7002', 'club/club-7103']));
  const times = json.orders.map(({ createdAt }: { createdAt: string }) => createdAt);
  expect(times).toEqual(times.toSorted().toReversed());
  expect(keysOf((await cliJson('orders', 'list', '--state', 'unknown')).json)).toEqual(['club/club-7102']);
});

describe('after all this', () => {
  it('no log line and no audit row tells a name, an address or a secret', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
