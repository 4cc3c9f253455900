import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { clientConfig } from '../../lib/local-stack/endpoints.ts';
import { stages } from '../../infra/stages.ts';
import { serve, readBody, type Served } from '../../local/http/serve.ts';
import { logsReader } from '../../ops/logs/read.ts';
import type { LogAws } from '../../ops/logs/query.ts';
import type { Outcome } from '../../ops/logs/webhooks.ts';
import { output } from '../../ops/cli/output.ts';
import { alarmMail, alarmMails, alarmMailWarning } from '../../ops/status/alarm-mail.ts';
import { lossesByShop, printLosses } from '../../ops/status/losses.ts';
import { printStatus } from '../../ops/status/print.ts';
import { status } from './long-values.ts';
import { onTerminal } from './on-terminal.ts';
import { SNSClient } from '@aws-sdk/client-sns';

const outcome = (shop: string, name: string, count: number): Outcome => ({
  shop,
  outcome: name,
  count,
  first: undefined,
  last: undefined,
});

describe('webhooks that led to nothing', () => {
  const day = [
    outcome('oak', 'accepted', 90),
    outcome('oak', 'refused', 2),
    outcome('elm', 'lost', 3),
    outcome('elm', 'paid-too-early', 4),
    outcome('ash', 'ignored', 7),
  ];
  const byShop = lossesByShop([outcome('elm', 'lost', 1)], day);

  it('are counted by shop, the one with most first; what is as it should be is none', () => {
    expect(byShop).toEqual([
      { shop: 'elm', lastHour: { lost: 1 }, lastDay: { lost: 3, 'paid-too-early': 4 } },
      { shop: 'oak', lastHour: {}, lastDay: { refused: 2 } },
    ]);
  });

  it('are told with what became of them, and so are shops that nobody knows', () => {
    const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    printLosses(output(false), { byShop, unknownShops: [outcome('aok', 'unknown-shop', 5)] });
    const text = write.mock.calls.map(([line]) => String(line)).join('');
    write.mockRestore();
    expect(text).toMatch(/elm\tlost 1\tlost 3 · paid before ordersPaidFrom 4/);
    expect(text).toContain("for shops that this stage doesn't have, in the last 24 h: 5, most for “aok”");
  });
});

describe('the logs of a stage that is watched', () => {
  it('are asked once a minute', async () => {
    const logs = vi.fn<LogAws['logs']>(() => Promise.reject(new Error('no')));
    const read = logsReader({ stage: stages.local, logs });
    await read(0);
    const asked = logs.mock.calls.length;
    expect(asked).toBeGreaterThan(0);
    await read(59_999);
    expect(logs).toHaveBeenCalledTimes(asked);
    await read(60_000);
    expect(logs).toHaveBeenCalledTimes(2 * asked);
  });
});

describe('whether alarms reach anybody', () => {
  let served: Served;
  let answer: (TopicArn: string | null) => { status: number; body: string };
  beforeAll(async () => {
    served = await serve(async (request, response) => {
      const asked = new URLSearchParams((await readBody(request)).toString());
      const { status: code, body } = answer(
        asked.get('Action') === 'GetTopicAttributes' ? asked.get('TopicArn') : null,
      );
      response.writeHead(code, { 'content-type': 'text/xml' }).end(body);
    });
  });
  afterAll(() => served.close());

  const topicOf = (name: string) => `arn:aws:sns:eu-central-1:000000000000:thankflow-prod-${name}`;
  const mails = async () => {
    const sns = new SNSClient({ ...clientConfig(served.url, 'eu-central-1'), maxAttempts: 1 });
    const alarmTopic = async (topic = 'alarms') => ({ sns, TopicArn: topicOf(topic) });
    const both = await alarmMails({ stage: stages.prod, alarmTopic });
    sns.destroy();
    return both;
  };
  const warning = async () => alarmMailWarning((await mails()).alarms, 'prod', 'alarms');
  const attributes = (counts: Record<string, string>) =>
    `<GetTopicAttributesResponse><GetTopicAttributesResult><Attributes>${Object.entries(counts)
      .map(([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`)
      .join('')}</Attributes></GetTopicAttributesResult></GetTopicAttributesResponse>`;
  const subscribed = (confirmed: number, pending: number) => ({
    status: 200,
    body: attributes({ SubscriptionsConfirmed: `${confirmed}`, SubscriptionsPending: `${pending}` }),
  });

  it('is fine with one confirmed subscription', async () => {
    answer = () => subscribed(1, 3);
    expect(await warning()).toBeUndefined();
  });

  it.each([
    [0, 1, /nobody receives the alarms of stage prod.*Click the link/],
    [0, 0, /nobody receives.*Subscribe an address to the topic thankflow-prod-alarms/],
  ])('warns with %i confirmed and %i pending', async (confirmed, pending, words) => {
    answer = () => subscribed(confirmed, pending);
    expect(await warning()).toMatch(words);
  });

  it('warns of the topic of alarms that can wait, too', async () => {
    answer = (topic) => subscribed(topic === topicOf('alarms') ? 1 : 0, 0);
    const both = await mails();
    const printed = onTerminal(500, () =>
      printStatus(output(false), { ...status, ...both }, { stage: 'prod', nowMs: Date.now() }),
    );
    expect(printed).toMatch(/nobody receives the notices.*topic thankflow-prod-notices \(noticeEmail/);
    expect(printed).not.toContain('nobody receives the alarms');
  });

  it.each([
    ['AuthorizationError', 403, /isn't allowed to do this on stage prod/],
    ['NotFound', 404, /has no alarm topic/],
  ])('says that nobody knows after %s', async (Code, code, words) => {
    answer = () => ({
      status: code,
      body: `<ErrorResponse><Error><Type>Sender</Type><Code>${Code}</Code><Message>x</Message></Error></ErrorResponse>`,
    });
    expect(await warning()).toMatch(words);
  });

  it('says nothing on a laptop, which has no alarms', async () => {
    const mail = await alarmMail({ stage: stages.local, alarmTopic: async () => undefined }, 'alarms');
    expect(alarmMailWarning(mail, 'local', 'alarms')).toBeUndefined();
  });
});
