import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasPhp, skipped } from '../php.ts';
import { startReceiver, type Receiver } from '../receiver.ts';
import { accepted, becomes, shipped, slip, take, waiting } from './shop.ts';

let receiver: Receiver;
beforeEach(async () => void (receiver = await startReceiver()));
afterEach(() => receiver.stop());

describe.skipIf(!hasPhp)(`the PrestaShop module's outbox${skipped}`, () => {
  it('keeps what could not be sent for the cron job, under the same webhook-id', async () => {
    receiver.answers.push(503, 500);
    const cron = [{ do: 'wait', seconds: 60 }, { do: 'cron' }, { do: 'wait', seconds: 120 }, { do: 'cron' }];
    const outcome = await take(receiver, [becomes(accepted), { do: 'cron' }, ...cron]);
    expect(outcome.output.filter(Boolean)).toEqual([1, 1, 0].map((waits) => `Events to send: ${waits}\n`));
    expect(receiver.deliveries.map(({ answer }) => answer)).toEqual([503, 500, 200]);
    expect(new Set(receiver.deliveries.map(({ webhookId }) => webhookId)).size).toBe(1);
    expect(outcome.log).toEqual([
      [2, 17, 'thankflow: paid of this order was not sent. thankflow answered 503. It is tried again in 60 seconds.'],
      [2, 17, 'thankflow: paid of this order was not sent. thankflow answered 500. It is tried again in 120 seconds.'],
    ]);
  });

  it('is also emptied by the next hook', async () => {
    receiver.answers.push(503);
    await take(receiver, [becomes(accepted), { do: 'wait', seconds: 60 }, becomes(shipped)]);
    expect(receiver.readings()).toHaveLength(1);
  });

  it.each([
    ['goes on after a refusal, which may be about one shop only', 401, [401, 200]],
    ['stops when thankflow is down', 503, [503]],
  ])('%s', async (_, answer, answered) => {
    receiver.answers.push(503, 503, answer);
    await take(receiver, [becomes(accepted), slip('5', 10), { do: 'wait', seconds: 120 }, { do: 'cron' }]);
    expect(receiver.deliveries.slice(2).map((delivery) => delivery.answer)).toEqual(answered);
  });

  it('keeps what could not be sent because thankflow cannot be reached', async () => {
    const reachable = { configuration: { THANKFLOW_URL: receiver.url } };
    const steps = [becomes(accepted), { do: 'change', shop: reachable }, { do: 'wait', seconds: 60 }, { do: 'cron' }];
    const { log } = await take(receiver, steps, {}, { THANKFLOW_URL: 'http://127.0.0.1:9/' });
    expect(log).toMatchObject([[2, 17, expect.stringContaining('thankflow answered 0.')]]);
    expect(receiver.readings()).toHaveLength(1);
  });

  it('gives up in the end, and says so: here the secret is wrong', async () => {
    const day = Array.from({ length: 40 }, () => [{ do: 'wait', seconds: 3600 }, { do: 'cron' }]).flat();
    const outcome = await take(receiver, [becomes(accepted), ...day], {}, { THANKFLOW_SECRET: 'whsec_d3Jvbmc=' });
    expect(receiver.deliveries).toHaveLength(30);
    expect(waiting(outcome)).toEqual([]);
    expect(outcome.log.at(-1)).toEqual([3, 17, expect.stringMatching(/answered 401\. It is not tried again\.$/)]);
  });

  it('sends nothing for a shop without a URL', async () => {
    const outcome = await take(receiver, [becomes(accepted)], {}, { THANKFLOW_URL: '' });
    expect([receiver.deliveries, waiting(outcome)]).toEqual([[], []]);
  });

  it('is sent to nobody without the token', async () => {
    receiver.answers.push(503);
    const { output } = await take(receiver, [
      becomes(accepted),
      { do: 'wait', seconds: 60 },
      { do: 'cron', token: '' },
    ]);
    expect(output[2]).toBe('The token is wrong.\n');
    expect(receiver.deliveries).toHaveLength(1);
  });
});

describe.skipIf(!hasPhp)(`the PrestaShop module's settings${skipped}`, () => {
  const url = 'https://api.example.com/webhooks/my-shop';
  const posted = (values: object) => ({ do: 'configure', posted: { submitThankflow: '1', ...values } });

  it('are saved, and the secret is never shown', async () => {
    const secret = `whsec_${Buffer.alloc(24).toString('base64')}`;
    const { output, configuration } = await take(receiver, [
      posted({ THANKFLOW_URL: ` ${url}\n`, THANKFLOW_SECRET: ` ${secret} ` }),
      posted({ THANKFLOW_URL: url, THANKFLOW_SECRET: '' }),
    ]);
    expect(output.map((text) => text.split('\n')[0])).toEqual(Array(2).fill('Done: The settings are saved.'));
    expect(output.join('')).not.toContain(secret);
    expect(configuration).toMatchObject({ THANKFLOW_URL: url, THANKFLOW_SECRET: secret });
  });

  it.each([
    { THANKFLOW_URL: 'http://api.example.com/webhooks/my-shop' },
    { THANKFLOW_URL: 'https://api.example.com/' },
    { THANKFLOW_URL: url, THANKFLOW_SECRET: 'secret' },
    { THANKFLOW_URL: url, THANKFLOW_SECRET: 'whsec_c2hvcnQ=' },
  ])('are refused: %j', async (values) => {
    const { output, configuration } = await take(receiver, [posted(values)]);
    expect(output[0]).toMatch(/^Error: /);
    expect(configuration).toMatchObject({ THANKFLOW_URL: receiver.url, THANKFLOW_SECRET: receiver.secret });
  });

  it('and the outbox are gone after the uninstallation', async () => {
    const { outbox, configuration } = await take(receiver, [becomes(accepted), { do: 'uninstall' }]);
    expect([outbox, Object.keys(configuration)]).toEqual([null, ['PS_OS_CANCELED', 'PS_OS_REFUND']]);
  });
});
