import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalShop } from '../../../lib/local-stack/endpoints.ts';
import { FaultyService } from '../../../local/iam/aws-call.ts';
import { keys } from '../../../lib/store/keys.ts';
import { eventually } from '../support/eventually.ts';
import { see, stack } from './stack.ts';
import { standardOrder } from '../support/payloads.ts';
import { bodySaying, deliver, sendWebhook } from '../support/signed.ts';
import { telltales } from '../support/telltales.ts';

let shop: LocalShop;
beforeAll(async () => {
  shop = shopNamed('plain');
  // Its settings and secret are remembered from here on.
  await deliver(shop, standardOrder('7000'));
  await see.settled('plain', 'plain-7000');
});
afterEach(() => FaultyService.options.forEach((service) => stack.setFault(service, undefined)));
const shopNamed = (name: string): LocalShop => stack.endpoints().shops.find(({ id }) => id === name)!;

const parkedRows = async () => (await see.scan()).filter(({ sk }) => sk === 'parked');
const send = { operations: ['SendMessage'] };

async function expectThankedOnce(orderId: string): Promise<void> {
  await see.settled('plain', `plain-${orderId}`);
  expect(await see.thankus(`plain-${orderId}`)).toMatchObject([{ repeats: 0 }]);
}

describe('an order that comes while', () => {
  it.each([
    ['refuses', { kind: 'refuse', ...send }],
    ['answers 503', { kind: 'status', status: 503, ...send }],
  ] as const)('SQS %s is parked, and thanked once SQS is back', async (how, fault) => {
    stack.setFault('sqs', fault);
    const orderId = `7001-${how.slice(0, 3)}`;
    await deliver(shop, standardOrder(orderId));
    expect(await parkedRows()).toMatchObject([{ event: { order: { orderId } }, dueKind: 'parked' }]);
    expect(await see.order('plain', `plain-${orderId}`)).toBeUndefined();
    // Nothing is lost while it lasts.
    await expect(stack.invokeHousekeeping()).rejects.toThrow('housekeeping failed');
    expect(await parkedRows()).toHaveLength(1);

    stack.setFault('sqs', undefined);
    await stack.invokeHousekeeping();
    await expectThankedOnce(orderId);
    expect(await parkedRows()).toEqual([]);
    expect(await stack.logs()).toContain('"WebhookParked":1');
  });

  it('SQS takes longer than its platform waits is answered all the same', async () => {
    // Longer than the function itself may run: an answer proves that it did not wait.
    stack.setFault('sqs', { kind: 'slow', delayMs: 8000, ...send });
    await deliver(shop, standardOrder('7002'));
    expect(await parkedRows()).toHaveLength(1);
    stack.setFault('sqs', undefined);
    await stack.invokeHousekeeping();
    await expectThankedOnce('7002');
  });

  it('SQS is slow but takes it after all is thanked once, though it comes twice', async () => {
    stack.setFault('sqs', { kind: 'slow', delayMs: 700, ...send });
    await deliver(shop, standardOrder('7003'));
    expect(await parkedRows()).toHaveLength(1);
    await expectThankedOnce('7003');
    stack.setFault('sqs', undefined);
    await eventually(async () => {
      await stack.invokeHousekeeping();
      return (await parkedRows()).length === 0;
    });
    await see.quiet();
    await expectThankedOnce('7003');
    expect((await see.events('plain-7003')).map(({ type }) => type)).toEqual(['Order Thanked']);
  });

  it('neither SQS nor DynamoDB takes it is refused, so that its platform sends it again', async () => {
    stack.setFault('sqs', { kind: 'refuse' });
    stack.setFault('dynamodb', { kind: 'refuse' });
    const body = standardOrder('7004');
    const answer = await sendWebhook(shop, body);
    expect([answer.status, await answer.text()]).toEqual([503, bodySaying('standard', 'lost')]);
    expect(await stack.logs()).toContain('"WebhookLost":1');
    for (const service of FaultyService.options) stack.setFault(service, undefined);
    await deliver(shop, body);
    await expectThankedOnce('7004');
  });

  it('nobody knows its secret is taken where it is remembered, and else refused for now', async () => {
    stack.setFault('secretsManager', { kind: 'status', status: 500 });
    await deliver(shop, standardOrder('7005'));
    const stranger = await sendWebhook(shopNamed('new-here'), standardOrder('7006'));
    expect(stranger.status).toBe(503);
    // It may be of a secret that was put since.
    const unknown = await sendWebhook(shop, standardOrder('7007'), { secret: 'whsec_AAAA' });
    expect(unknown.status).toBe(503);
    stack.setFault('secretsManager', undefined);
    await expectThankedOnce('7005');
    await deliver(shopNamed('new-here'), standardOrder('7006'));
  });

  it('the quarantine is away is refused if it cannot be read, for only there it would be safe', async () => {
    stack.setFault('s3', { kind: 'refuse' });
    const answer = await sendWebhook(shop, 'no JSON');
    expect([answer.status, await answer.text()]).toEqual([503, bodySaying('standard', 'lost')]);
    await deliver(shop, standardOrder('7008'));
    await expectThankedOnce('7008');
  });
});

describe('an order whose event EventBridge did not take', () => {
  it('is thanked once, and told of when EventBridge is back', async () => {
    stack.setFault('eventBridge', { kind: 'status', status: 400 });
    await deliver(shop, standardOrder('7009'));
    await see.posted('plain', 'plain-7009');
    await see.quiet();
    expect(await see.order('plain', 'plain-7009')).toMatchObject({ announced: false, dueKind: 'thanku' });
    stack.setFault('eventBridge', undefined);
    // As if the minute had passed after which its row is due.
    await see.store.thanku.change(keys.thanku('plain', 'plain-7009'), (row) => ({
      ...row,
      dueAt: Date.now() - 1,
      announcingUntil: Date.now() - 1,
    }));
    await stack.invokeHousekeeping();
    await expectThankedOnce('7009');
    expect((await see.events('plain-7009')).map(({ type }) => type)).toEqual(['Order Thanked']);
  });
});

describe('after all this', () => {
  it('no log line tells a name, an address or a secret', async () => {
    expect(await telltales(stack, await stack.logs())).toEqual([]);
  });
});
