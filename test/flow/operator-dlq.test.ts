import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChangeMessageVisibilityCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { thankflow, type Ran } from '../ops/support.ts';
import { orderWith } from '../lib/order/support.ts';
import { eventually } from './support/eventually.ts';
import { startFlowStack, type FlowStack } from './support/flow-stack.ts';
import { observe, type Observer } from './support/observe.ts';
import { person } from './support/people.ts';
import { refusedApart } from './support/refused-apart.ts';
import { shopWith } from './support/shops.ts';
import { controlTable, ordersTable, settingsTable } from './support/runbook-stage.ts';

let stack: FlowStack;
let see: Observer;
let deadUrl: string;
beforeAll(async () => {
  stack = await startFlowStack({ shops: ['oak', 'elm', 'ash', 'fir', 'yew'].map((id) => shopWith(id)) });
  see = observe(stack);
  deadUrl = stack.endpoints().queues['thankflow-local-orders-dlq']!;
});
afterAll(() => stack?.stop());

const env = () => ({ LOCAL_DIR: stack.localDir });
const cli = (...args: string[]) => thankflow(['dlq', ...args], { env: env() });
/** A command that the test ends itself. */
const started = (...args: string[]): ChildProcess =>
  spawn(process.execPath, ['ops/thankflow.ts', 'dlq', ...args], {
    env: { PATH: process.env['PATH'], ...env() },
    stdio: 'ignore',
  });
const Listed = z.object({
  count: z.number(),
  reasons: z.array(z.object({ reason: z.string(), count: z.number() })),
  messages: z.array(z.object({ id: z.string(), about: z.string(), receives: z.number() })),
});
const list = async (...args: string[]) => Listed.parse(JSON.parse((await cli('list', '--json', ...args)).stdout));

const Inspected = z.object({
  messages: z.object({
    ready: z.array(z.unknown()),
    inflight: z.array(z.object({ receiptHandle: z.string(), visibilityDeadline: z.number() })),
  }),
});
const inspect = async () => {
  const url = `${stack.endpoints().aws.sqs}/_fauxqs/queues/thankflow-local-orders-dlq`;
  return Inspected.parse(await (await fetch(url)).json()).messages;
};
/** The local SQS notices that a message is visible again when somebody receives; what counts is the instant. */
const counts = async () => {
  const { ready, inflight } = await inspect();
  const held = inflight.filter(({ visibilityDeadline }) => visibilityDeadline > Date.now()).length;
  return { waiting: ready.length + inflight.length - held, held };
};

const failedOrders = (shop: string, ...ids: string[]) => refusedApart({ stack, see, counts }, shop, ids);
const mendThanku = () => stack.thanku('DELETE', '/_sandbox/faults');

describe('dead letters', () => {
  it('are listed and shown, and left as they were', async () => {
    await failedOrders('oak', '1', '2');
    const listed = await list('--shop', 'oak', '--reason', 'rejected');
    expect(listed).toMatchObject({ count: 2, reasons: [{ reason: 'rejected', count: 2 }] });
    expect(listed.messages.map(({ about }) => about).toSorted()).toEqual(['oak/oak-1', 'oak/oak-2']);
    const [{ id } = { id: '' }] = listed.messages;
    const shown = await cli('show', id.slice(0, 12));
    expect(shown.code).toBe(0);
    expect(shown.stdout).toMatch(/reason {4}rejected\n[\s\S]*order {5}oak\/oak-[12]: its ThankU failed\n/);
    expect(shown.stdout).toContain('the partner’s answer: {"error":"odd cause"}');
    expect(shown.stdout).toContain('including now');
    expect(shown.stdout.match(/rejected|oak-[12]\b/g)).toHaveLength(2);
    expect(await counts()).toEqual({ waiting: 2, held: 0 });
    expect(await cli('show', '00000000')).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^error: there is no/),
    });
  });

  it('are replayed once they can succeed: said first, done then, and followed to their end', async () => {
    await mendThanku();
    const dry = await cli('replay', '--shop', 'oak');
    expect(dry).toMatchObject({ code: 0, stderr: expect.stringContaining('Nothing was changed') });
    expect(dry.stdout).toMatch(/^2\twould be retried: /);
    const unknown = await cli('replay', '--shop', 'oka');
    expect(unknown).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "oak"?') });
    expect(await see.order('oak', 'oak-1')).toMatchObject({ state: 'failed' });

    const done = await cli('replay', '--shop', 'oak', '--yes', '--json', '--why', 'the cause was put right');
    expect(done.code).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      counts: { retry: 2 },
      waited: { orders: 2, counts: { thanked: 2 } },
    });
    for (const pid of ['oak-1', 'oak-2']) expect(await see.thankus(pid)).toHaveLength(1);
    expect(await list()).toMatchObject({ count: 0 });
  });

  it('that fail again are told, and end with 3', async () => {
    await failedOrders('elm', '1');
    const again = await cli('replay', '--yes');
    expect(again.code).toBe(3);
    expect(again.stdout).toMatch(/elm\/elm-1 {2}failed \(rejected\)/);
    expect(await list()).toMatchObject({ count: 1 });
  });

  it('stay where settings have changed since, until refreezing is asked for', async () => {
    await mendThanku();
    const settings = shopWith('elm', { impact: { fixed: 3 } });
    await applySettings({ documents: stack.documents, settingsTable, controlTable, ordersTable }, settings, {
      by: 'ada',
      now: Date.now,
    });
    const offered = await cli('replay', '--yes');
    expect(offered).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('./thankflow orders refreeze elm/elm-1'),
    });
    expect(await see.order('elm', 'elm-1')).toMatchObject({ state: 'failed', impact: 1 });

    expect(await cli('replay', '--refreeze', '--yes')).toMatchObject({ code: 0 });
    expect(await see.thankus('elm-1')).toMatchObject([{ impactValue: 3 }]);
  });

  it('of orders that have gone on are dropped', async () => {
    await see.sendMessage('orders-dlq', { key: 'oak/oak-1', reason: 'rejected' });
    await see.sendMessage('loyalty-main-dlq', { key: 'oak/oak-2', reason: 'gave-up' });
    expect(await list('--queue', 'loyalty-main-dlq')).toMatchObject({ count: 1, reasons: [{ reason: 'gave-up' }] });
    expect(await cli('drop')).toMatchObject({ code: 2, stderr: expect.stringContaining('say what to drop') });
    expect(await cli('drop', '--left-over')).toMatchObject({ code: 0 });
    expect(await counts()).toEqual({ waiting: 1, held: 0 });
    expect(await cli('drop', '--left-over', '--yes')).toMatchObject({ code: 0 });
    expect(await list()).toMatchObject({ count: 0 });
  });
});

describe('a replay that is killed', () => {
  it('loses nothing, and run again it thanks nobody twice', async () => {
    const ids = Array.from({ length: 16 }, (_, n) => String(n));
    await failedOrders('ash', ...ids);
    await mendThanku();
    // An order was refused before, or waited for the one that was.
    const asked = await Promise.all(ids.map((id) => see.thankuCalls(`ash-${id}`)));
    const replaying = started('replay', '--shop', 'ash', '--yes', '--rate', '1');
    await eventually(
      async () => (await see.thankuBooks()).created.filter(({ pid }) => pid.startsWith('ash-')).length > 2,
    );
    replaying.kill('SIGKILL');
    await once(replaying, 'close');
    // Whatever it had in hand comes back when its time is over.
    expect((await counts()).held).toBeGreaterThan(0);
    // More than once: what it had asked for when it died may have been hidden for it afterwards.
    await eventually(async () => {
      await passHiding();
      expect(await cli('replay', '--shop', 'ash', '--yes', '--json')).toMatchObject({ code: 0 });
      expect(await counts()).toEqual({ waiting: 0, held: 0 });
      return true;
    });
    // An order whose row was changed last may not have been woken any more.
    await stack.invokeHousekeeping();
    for (const [index, id] of ids.entries()) {
      await see.settled('ash', `ash-${id}`);
      expect(await see.thankus(`ash-${id}`)).toHaveLength(1);
      expect(await see.thankuCalls(`ash-${id}`)).toBe(asked[index]! + 1);
    }
  });
});

describe('a list that is interrupted', () => {
  it('puts everything back before it ends', async () => {
    for (let n = 0; n < 300; n++) await see.sendMessage('orders-dlq', { key: `fir/fir-${n}`, reason: 'rejected' });
    // A list may end before it is interrupted.
    await eventually(async () => {
      const listing = started('list');
      await eventually(async () => listing.exitCode !== null || (await counts()).held > 0, { everyMs: 5 });
      listing.kill('SIGINT');
      return (listing.exitCode ?? (await once(listing, 'close'))[0]) === 130;
    });
    expect(await list()).toMatchObject({ count: 300 });
    await cli('drop', '--shop', 'fir', '--yes');
  });
});

describe('an event that never reached its claim', () => {
  it('is written to a file, edited, checked and sent back', async () => {
    const order = orderWith({ orderId: '9', amount: '29.35', paidAt: new Date().toISOString(), customer: person() });
    const event = { type: 'paid', shop: 'yew', at: new Date().toISOString(), order };
    await stack.sqs.send(new SendMessageCommand({ QueueUrl: deadUrl, MessageBody: JSON.stringify(event) }));
    const { messages } = await list('--reason', 'dead-event');
    expect(messages).toMatchObject([{ about: 'yew/yew-9' }]);
    const id = messages[0]?.id ?? '';
    const file = join(await mkdtemp(join(tmpdir(), 'thankflow-event-')), 'event.json');
    const expectSaid = async (code: number, said: string, ...args: string[]) =>
      expect(await cli(...args)).toSatisfy((ran: Ran) => ran.code === code && (ran.stdout + ran.stderr).includes(said));
    await expectSaid(0, 'wrote the event', 'show', id, '--output', file);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await expectSaid(2, 'it already exists', 'show', id, '--output', file);
    await expectSaid(0, "wasn't edited", 'send', file);
    const written = await readFile(file, 'utf8');
    await writeFile(file, written.replace('"29.35"', '"a lot"'));
    await expectSaid(1, 'order.amount: ', 'send', file, '--yes');
    await writeFile(file, written.replace('"29.35"', '"12.00"'));
    await expectSaid(2, 'To agree, add --yes.', 'send', file);
    expect(await counts()).toEqual({ waiting: 1, held: 0 });

    const sent = await thankflow(['dlq', 'send', '-', '--yes'], { env: env(), stdin: await readFile(file, 'utf8') });
    expect(sent).toMatchObject({ code: 0, stdout: expect.stringContaining('Edited: order.amount') });
    await expectSaid(2, 'there is no dead letter', 'send', file, '--yes');
    expect(await see.order('yew', 'yew-9')).toMatchObject({ state: 'posted', amount: '12.00' });
    expect(await counts()).toEqual({ waiting: 0, held: 0 });
  });
});

/** Makes the messages visible that a killed reader hid, as time would. */
async function passHiding(): Promise<void> {
  const visible = { QueueUrl: deadUrl, VisibilityTimeout: 0 };
  for (const { receiptHandle: ReceiptHandle } of (await inspect()).inflight)
    await stack.sqs.send(new ChangeMessageVisibilityCommand({ ...visible, ReceiptHandle }));
}
