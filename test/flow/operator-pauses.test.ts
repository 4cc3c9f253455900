import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { credentialControl, shopControl } from '../../lib/store/control.ts';
import { thankflow } from '../ops/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { standardOrder } from './support/payloads.ts';
import { person } from './support/people.ts';
import { plant } from './support/planted-cards.ts';
import { loyal, shopWith } from './support/shops.ts';
import { deliver } from './support/signed.ts';
import { telltales } from './support/telltales.ts';

const controlTable = 'thankflow-local-control';
const shops = [
  shopWith('oak'),
  shopWith('elm'),
  shopWith('club', {}, loyal('club', { giftCards: { providerId: 'prov-1' } })),
];

let stack: FlowStack;
let see: Observer;
beforeAll(async () => {
  stack = await startFlowStack({ shops });
  see = observe(stack);
});
afterAll(() => stack?.stop());

const member = person();
const shopOf = (id: string) => stack.endpoints().shops.find((shop) => shop.id === id)!;
const order = (shop: string, orderId: string, differs: object = {}) =>
  deliver(shopOf(shop), standardOrder(orderId, member, { ...differs }));
const cli = (...args: string[]) => thankflow(args, { env: { LOCAL_DIR: stack.localDir } });
const control = (shop: string) => shopControl(stack.documents, controlTable)(shop).get();
const dueInHours = ({ dueAt = 0 }: { dueAt?: number | undefined }) => (dueAt - Date.now()) / 3_600_000;

describe('a shop whose ThankUs an operator has paused', () => {
  it('has its orders wait on their rows, without messages or attempts, until it is resumed', async () => {
    const paused = await cli('pause', '--shop', 'oak', '--thanku', '--why', 'wrong message');
    expect(paused).toMatchObject({ code: 0, stdout: 'done  paused the ThankUs of oak\n' });
    for (const orderId of ['1', '2', '3']) await order('oak', orderId);
    await eventually(async () => {
      for (const pid of ['oak-1', 'oak-2', 'oak-3']) {
        expect(await see.order('oak', pid)).toMatchObject({ state: 'held', reason: 'braked', attempts: 0 });
      }
      return true;
    });
    await see.quiet();
    // Nothing of it is due for hours, however often housekeeping looks or somebody wakes it.
    await stack.invokeHousekeeping();
    await see.wake('oak', 'oak-1');
    await see.quiet();
    expect(dueInHours((await see.order('oak', 'oak-1'))!)).toBeGreaterThan(5);
    expect(await see.thankuCalls('oak-1')).toBe(0);
    expect(await see.deadLetters('orders-dlq')).toEqual([]);
    // Other shops' orders go as ever.
    await order('elm', '1');
    await see.settled('elm', 'elm-1');

    const shown = await cli('shops', 'show', 'oak');
    expect(shown.stdout).toMatch(/# STOPPED: its ThankUs, paused by local:\S+ since \S+ \S+Z: wrong message/);

    const resumed = await cli('resume', '--shop', 'oak');
    expect(resumed.stdout).toContain('done  resumed the ThankUs of oak, paused by');
    expect(resumed.stdout).toContain('rescheduled to now: 3 ThankUs');
    for (const pid of ['oak-1', 'oak-2', 'oak-3']) {
      await see.settled('oak', pid);
      expect(await see.thankus(pid)).toHaveLength(1);
    }
  });

  it('lets a cancelled order go', async () => {
    await cli('pause', '--shop', 'oak', '--thanku', '--why', 'a look');
    await order('oak', '11');
    await eventually(async () => expect(await see.order('oak', 'oak-11')).toMatchObject({ reason: 'braked' }));
    await deliver(shopOf('oak'), { type: 'order.cancelled', data: { id: '11' } });
    await see.settled('oak', 'oak-11');
    expect(await see.order('oak', 'oak-11')).toMatchObject({ state: 'skipped', reason: 'cancelled' });
    expect((await cli('resume', '--shop', 'oak')).stdout).toContain('Nothing was waiting for it.');
    expect(await see.thankuCalls('oak-11')).toBe(0);
  });

  it('stays paused through a success in flight and through new settings', async () => {
    await stack.thanku('POST', '/_sandbox/faults', { fault: 'late-answer', latencyMs: 1500, subject: 'elm-21' });
    await order('elm', '21');
    await eventually(async () => expect(await see.thankuCalls('elm-21')).toBe(1));
    await cli('pause', '--shop', 'elm', '--why', 'stop');
    // The request under way completes.
    await see.posted('elm', 'elm-21');
    await see.quiet();
    const settings = { ...shops[1], name: 'Elm' };
    const file = join(stack.localDir, 'elm.yaml');
    await writeFile(file, stringify(settings));
    expect((await cli('shops', 'apply', '--yes', file)).code).toBe(0);
    expect(await control('elm')).toMatchObject({ thankuBrake: { reason: 'stop' }, thanxBrake: { reason: 'stop' } });
    // A second pause doesn't replace the first.
    expect((await cli('pause', '--shop', 'elm', '--why', 'other')).stdout).toMatch(/^unchanged .*stop$/m);
    await cli('resume', '--shop', 'elm');
    expect(await control('elm')).not.toHaveProperty('thankuBrake');
    expect(await control('elm')).not.toHaveProperty('thanxBrake');
  });

  it('is resumed by a second run if the first was killed', async () => {
    await cli('pause', '--shop', 'oak', '--why', 'stop');
    await order('oak', '31');
    await eventually(async () => expect(await see.order('oak', 'oak-31')).toMatchObject({ reason: 'braked' }));
    await see.quiet();
    // Killed after the pause ended, and before a row was rescheduled.
    const row = shopControl(stack.documents, controlTable)('oak');
    await row.change((state) => ({ ...state, thankuBrake: undefined, thanxBrake: undefined }));
    const again = await cli('resume', '--shop', 'oak');
    expect(again.stdout).toContain('unchanged  the ThankUs of oak: not paused');
    expect(again.stdout).toContain('rescheduled to now: 1 ThankU');
    await see.settled('oak', 'oak-31');
  });

  it('whose circuit is open too has one order try first, and the others follow', async () => {
    await stack.thanku('POST', '/_sandbox/faults', { fault: 'status', status: 404, subject: 'oak-41', times: 1 });
    await order('oak', '41');
    await eventually(async () => expect(await control('oak')).toMatchObject({ hold: { reason: 'moved' } }));
    await order('oak', '42');
    await eventually(async () => expect(await see.order('oak', 'oak-42')).toMatchObject({ reason: 'held-moved' }));
    const resumed = await cli('resume', '--shop', 'oak', '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({
      resumed: [{ tried: { hold: { reason: 'moved' }, woken: true } }, {}, {}],
      rescheduled: { thankus: 0, failed: 0 },
      tries: [{ outcome: 'accepted' }],
    });
    // The one whose try was refused has its turn last.
    await see.settled('oak', 'oak-42');
    expect(await control('oak')).not.toHaveProperty('hold');
    // Housekeeping leaves a hold that was lifted a moment ago to its next minute: the index may lag.
    await eventually(
      async () => {
        await stack.invokeHousekeeping();
        return (await see.order('oak', 'oak-41'))?.state === 'posted';
      },
      { everyMs: 500 },
    );
    await see.settled('oak', 'oak-41');
    for (const pid of ['oak-41', 'oak-42']) expect(await see.thankus(pid)).toHaveLength(1);
  });
});

describe('what goes to Thanx', () => {
  const waits = async (orderId: string) => {
    await see.posted('club', `club-${orderId}`);
    await eventually(async () =>
      expect(await see.receipt('club', `club-${orderId}`)).toMatchObject({
        state: 'waiting',
        waitsFor: 'brake',
        attempts: 0,
      }),
    );
    await see.quiet();
    await stack.invokeHousekeeping();
    await see.quiet();
    expect(dueInHours((await see.receipt('club', `club-${orderId}`))!)).toBeGreaterThan(5);
    expect(await see.receiptCalls(`club/club-${orderId}`)).toBe(0);
  };

  it('waits while the shop is paused, gift cards too, and the ThankU does not', async () => {
    const { number, pin } = plant();
    await cli('pause', '--shop', 'club', '--thanx', '--why', 'new merchant');
    await order('club', '1', { giftCards: [{ number, pin }] });
    await waits('1');
    const cards = () => see.store.giftCards.get({ pk: 'order#club#club-1', sk: 'state#gift-cards' });
    expect(await cards()).toMatchObject({ waitsFor: 'brake', attempts: 0, cards: [{ state: 'waiting' }] });
    const checked = await cli('thanx', 'check', '--shop', 'club');
    expect(checked).toMatchObject({ code: 1, stderr: expect.stringContaining('new merchant') as string });
    expect(checked.stderr).toContain('./thankflow resume --shop club --thanx --stage local');

    const resumed = await cli('resume', '--shop', 'club', '--thanx');
    expect(resumed.stdout).toContain("rescheduled to now: 1 receipt, 1 order's gift cards");
    await see.settled('club', 'club-1');
    expect(await see.receipts('club/club-1')).toHaveLength(1);
    expect(await cards()).toMatchObject({ cards: [{ state: 'added' }] });
  });

  it('waits while its credential is paused', async () => {
    await cli('pause', '--credential', 'main', '--why', 'Thanx asked us to stop');
    await order('club', '2');
    await waits('2');
    expect((await cli('thanx', 'check', '--credential', 'main')).stderr).toContain('resume --credential main');
    const resumed = await cli('resume', '--credential', 'main', '--json');
    expect(JSON.parse(resumed.stdout)).toMatchObject({ rescheduled: { receipts: 1, thankus: 0 } });
    await see.settled('club', 'club-2');
    expect(await see.receipts('club/club-2')).toHaveLength(1);
    const { brake, hold } = await credentialControl(stack.documents, controlTable, 'main').get();
    expect([brake, hold]).toEqual([undefined, undefined]);
  });
});

describe('called wrongly', () => {
  it.each([
    [['pause', '--shop', 'oak'], 2, "required option '--why <text>' not specified"],
    [['pause', '--why', 'x'], 2, 'either --shop <id> or --credential <name>'],
    [['pause', '--shop', 'oak', '--credential', 'main', '--why', 'x'], 2, 'either --shop'],
    [['pause', '--credential', 'main', '--thanx', '--why', 'x'], 2, 'need --shop'],
    [['pause', '--credential', 'mian', '--why', 'x'], 2, 'did you mean "main"?'],
    [['resume', '--shop', 'clubb'], 2, 'did you mean "club"?'],
    [['pause', '--shop', 'oak', '--why', ' '], 2, 'say why'],
  ])('%j', async (args, code, message) => {
    expect(await cli(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) as string });
  });
});

it('leaves nothing personal or secret in logs and audit trail', async () => {
  const audit = await cli('audit', '--json');
  expect(audit.stdout).toContain('Thanx asked us to stop');
  expect(await telltales(stack, (await stack.logs()) + audit.stdout)).toEqual([]);
});
