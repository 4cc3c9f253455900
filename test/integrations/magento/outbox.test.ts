import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPhp, skipped } from '../php.ts';
import { startReceiver, type Receiver } from '../receiver.ts';
import { creditmemo, paid, saved, take } from './shop.ts';

let receiver: Receiver;
beforeEach(async () => void (receiver = await startReceiver()));
afterEach(() => receiver.stop());

const cron = { do: 'cron' };
const wait = (seconds: number) => ({ do: 'wait', seconds });
const configure = (name: string, value: string) => ({ do: 'configure', with: { [`thankflow/orders/${name}`]: value } });

describe.skipIf(!hasPhp)(`the Magento module's outbox${skipped}`, () => {
  it('sends nothing while an order is saved, because somebody waits', async () => {
    const { outbox } = await take(receiver, [saved(paid)]);
    expect(receiver.deliveries).toEqual([]);
    expect(outbox).toMatchObject([{ event: 'paid', attempts: 0 }]);
  });

  it('tries again with longer and longer pauses, under the same webhook-id', async () => {
    receiver.answers.push(503, 500);
    const { log, outbox } = await take(receiver, [saved(paid), cron, cron, wait(60), cron, wait(120), cron, cron]);
    expect(receiver.deliveries.map(({ answer }) => answer)).toEqual([503, 500, 200]);
    expect(new Set(receiver.deliveries.map(({ webhookId }) => webhookId)).size).toBe(1);
    expect(outbox).toMatchObject([{ event: 'paid', due: 0 }]);
    expect(log).toEqual([
      ['warning', 'thankflow: paid of order 17 was not sent. thankflow answered 503. It is tried again in 60 seconds.'],
      [
        'warning',
        'thankflow: paid of order 17 was not sent. thankflow answered 500. It is tried again in 120 seconds.',
      ],
    ]);
  });

  it.each([
    ['goes on after a refusal, which may be about one store only', 401, [401, 200]],
    ['stops when thankflow is down', 503, [503]],
  ])('%s', async (_, answer, answered) => {
    receiver.answers.push(answer);
    await take(receiver, [saved(paid), creditmemo('5', 10), cron]);
    expect(receiver.deliveries.map((delivery) => delivery.answer)).toEqual(answered);
  });

  it('keeps what could not be sent because thankflow cannot be reached', async () => {
    const down = configure('url', 'http://127.0.0.1:9/');
    const { log } = await take(receiver, [down, saved(paid), cron, configure('url', receiver.url), wait(60), cron]);
    expect(log).toMatchObject([['warning', expect.stringContaining('was not sent. Failed to connect. It is tried')]]);
    expect(receiver.readings()).toHaveLength(1);
  });

  it('gives up in the end, and says so: here the secret is wrong', async () => {
    const day = Array.from({ length: 40 }, () => [wait(3600), cron]).flat();
    const { log, outbox } = await take(receiver, [configure('secret', 'whsec_d3Jvbmc='), saved(paid), ...day]);
    expect(receiver.deliveries).toHaveLength(30);
    expect(outbox).toMatchObject([{ attempts: 30, due: 0 }]);
    expect(log.at(-1)).toEqual(['error', expect.stringMatching(/answered 401\. It is not tried again\.$/)]);
  });

  it('sends the newest state only', async () => {
    await take(receiver, [saved(paid), saved({ state: 'canceled' }), cron]);
    expect(receiver.readings().map(({ type }) => type)).toEqual(['cancelled']);
  });

  it('sends nothing for a store without a URL', async () => {
    const { outbox } = await take(receiver, [configure('url', ''), saved(paid), cron]);
    expect(receiver.deliveries).toEqual([]);
    expect(outbox).toMatchObject([{ due: 0 }]);
  });
});
