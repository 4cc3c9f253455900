import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import type { ThankuState } from '../../lib/order/thanku/state.ts';
import { adapters } from '../../lib/platforms/adapters.ts';
import type { ReadResult } from '../../lib/platforms/read-webhook.ts';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { whyNotAbout, whyNotToSend } from '../../ops/send/spending.ts';
import { shopWith } from '../flow/support/shops.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { thankflow } from './support.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';

/** An API that verifies what it gets and answers as it is told. */
let api: Server;
let answers: { status: number; body?: string }[] = [];
const got: { path: string; isSigned: boolean; body: string }[] = [];
let aws: LocalAws;
let env: { LOCAL_DIR: string };

beforeAll(async () => {
  api = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const webhook = { headers: request.headers as Record<string, string>, body, url: '' };
    const isSigned = await adapters.standard.verify(webhook, [secret], Date.now());
    got.push({ path: request.url ?? '', isSigned, body: body.toString() });
    const { status, body: said = '' } = answers.shift() ?? { status: isSigned ? 200 : 401 };
    response.writeHead(status).end(said);
  });
  await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
  const { port } = api.address() as AddressInfo;
  aws = await startLocalAws({ api: `http://127.0.0.1:${port}` });
  env = { LOCAL_DIR: aws.folder };
  for (const shop of ['oak', 'ash']) await applySettings(aws, shopWith(shop), { by: 'ada', now: Date.now });
  aws.secrets.create([{ name: secretNames.webhook('local', 'oak'), value: JSON.stringify({ current: secret }) }]);
});
afterAll(async () => {
  api.close();
  await aws.close();
});
beforeEach(() => {
  answers = [];
  got.length = 0;
});

const send = (...args: string[]) => thankflow(['send', '--shop', 'oak', ...args], { env });
const fileWith = async (body: string) => {
  const file = join(await mkdtemp(join(tmpdir(), 'thankflow-send-')), 'body.json');
  await writeFile(file, body);
  return file;
};

describe('send', () => {
  it('signs as the platform signs', async () => {
    expect(await send('--topic', 'ping')).toMatchObject({ code: 0, stdout: expect.stringContaining('200  oak: ping') });
    expect(got).toMatchObject([{ path: '/webhooks/oak', isSigned: true }]);
  });

  it('reads a name from stdin, because others can see arguments', async () => {
    answers = [{ status: 404 }];
    await thankflow(['send', '--shop', 'oak', '--name', '-'], { env, stdin: 'Grace Hopper\n' });
    expect(JSON.parse(got[0]?.body ?? '')).toMatchObject({
      data: { customer: { firstName: 'Grace', lastName: 'Hopper' } },
    });
  });

  it('sends a file byte for byte, and says what thankflow will make of it', async () => {
    const body = '{"type": "order.paid",\n "data": {"id": 7}';
    const ran = await send('--file', await fileWith(body));
    expect(ran).toMatchObject({ code: 3, stdout: expect.stringContaining('quarantined: ') });
    expect(ran.stderr).toContain('quarantine list --shop oak');
    expect(got).toMatchObject([{ isSigned: true, body }]);
  });

  it('says that an order from before ordersPaidFrom is ignored', async () => {
    const data = { id: '7', amount: '1.00', currency: 'EUR', paidAt: '2020-01-01T00:00:00Z' };
    const ran = await send('--file', await fileWith(JSON.stringify({ type: 'order.paid', data })));
    expect(ran).toMatchObject({
      code: 3,
      stdout: expect.stringContaining('ignored: it was paid before ordersPaidFrom'),
    });
  });

  it('says which secret was not accepted, and what to do', async () => {
    answers = [{ status: 401, body: '{"outcome":"refused","reason":"the signature does not match"}' }];
    const ran = await send('--topic', 'ping');
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain('401: the signature does not match');
    expect(ran.stderr).toContain(secretNames.webhook('local', 'oak'));
    expect(ran.stderr).toContain('./thankflow secrets put webhook --shop oak --stage local');
    expect(ran.stderr).not.toContain(secret);
  });

  it('sends again what could not be taken', async () => {
    answers = [{ status: 500 }];
    expect(await send('--topic', 'ping')).toMatchObject({ code: 0 });
    expect(got).toHaveLength(2);
    expect(new Set(got.map(({ body }) => body)).size).toBe(1);
  });

  it.each([
    [['--topic', 'deleted'], 2, 'standard has no topic "deleted"'],
    [['--file', '/nowhere.json'], 2, "can't read /nowhere.json: there is no such file"],
    [['--file', 'package.json', '--amount', '5'], 2, 'leave out --amount'],
    [['--count', '2', '--order-id', '7'], 2, 'leave out --order-id'],
    [['--name', '-'], 2, "expected the customer's name on stdin, found nothing"],
    [['--amount', '4,50'], 2, 'expected an amount such as 45'],
    [['--shop', 'oakk'], 2, '(did you mean "oak"?)'],
    [['--shop', 'ash'], 1, './thankflow secrets put webhook --shop ash'],
  ])('%j sends nothing', async (args, code, message) => {
    expect(await send(...args)).toMatchObject({ code, stdout: '', stderr: expect.stringContaining(message) });
    expect(got).toEqual([]);
  });

  it('sends nothing that a partner outside of this machine would be paid for', async () => {
    const elsewhere = await startLocalAws({ thanku: 'https://www.thanku.social' });
    try {
      await applySettings(elsewhere, shopWith('oak'), { by: 'ada', now: Date.now });
      const value = JSON.stringify({ current: secret });
      elsewhere.secrets.create([{ name: secretNames.webhook('local', 'oak'), value }]);
      const ran = await thankflow(['send', '--shop', 'oak'], { env: { LOCAL_DIR: elsewhere.folder } });
      expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('spends real money') });
    } finally {
      await elsewhere.close();
    }
  });
});

describe('what may be sent to a stage', () => {
  const partners = { thankuUrl: 'https://www.thanku.social', thanxUrl: 'https://api.thanx.com' };
  const order = (test: boolean): ReadResult => ({
    type: 'paid',
    shop: 'oak',
    at: '2026-11-20T12:00:00.000Z',
    order: {
      orderId: '7',
      amount: '1.00',
      currency: 'EUR',
      paidAt: '2026-11-20T12:00:00.000Z',
      paymentType: 'other',
      customer: {},
      items: [],
      itemsOmitted: 0,
      tags: [],
      test,
      refunds: [],
    },
  });
  const cancelled: ReadResult = { type: 'cancelled', shop: 'oak', at: '2026-11-20T12:00:00.000Z', orderId: '7' };
  const erase: ReadResult = { type: 'erase', shop: 'oak', at: '2026-11-20T12:00:00.000Z', customer: { id: '1' } };
  const unreadable: ReadResult = { type: 'unreadable', reason: 'no JSON' };
  const real = shopWith('oak');
  const simulated = shopWith('oak', { simulate: true });
  const appliedAt = '2026-11-20T12:00:00.000Z';
  const thankuRow = { shop: 'oak', pid: 'oak-7', receipt: 'none' };

  it.each([
    ['an order', order(false), real, 'prod', true],
    ['a test order', order(true), real, 'prod', false],
    ['an order of a simulated shop', order(false), simulated, 'prod', false],
    ['an order', order(false), real, 'dev', false],
    ['a cancellation', cancelled, real, 'prod', true],
    // Somebody may read it again one day.
    ['what cannot be read', unreadable, real, 'prod', true],
    ['an erasure', erase, simulated, 'prod', true],
    ['an erasure', erase, real, 'dev', false],
    ['a ping', { type: 'ping' } as const, real, 'prod', false],
  ] as const)('%s (%#)', (_, read, settings, stage, isRefused) => {
    const stored = { settings, revision: 1, appliedAt };
    const why = whyNotToSend(read, stored, { stage: stages[stage], ...partners }, Date.parse(appliedAt));
    expect(why !== undefined).toBe(isRefused);
  });

  it('an order of a shop that is simulated for so short a time that functions may not know it', () => {
    const stored = { settings: simulated, revision: 2, appliedAt };
    const whyAt = (laterMs: number) =>
      whyNotToSend(order(false), stored, { stage: stages.prod, ...partners }, Date.parse(appliedAt) + laterMs);
    expect(whyAt(stages.prod.cacheTtlMs)).toContain('Until 2026-11-20 12:01Z, functions may use the previous ones');
    expect(whyAt(stages.prod.cacheTtlMs + 1)).toBeUndefined();
  });

  it.each([
    ['a real order', { state: 'posted' }, 'prod', true],
    ['a real order', { state: 'posted' }, 'dev', false],
    ['a simulated order', { state: 'simulated', simulated: true }, 'prod', false],
    ['an order that was left out', { state: 'skipped' }, 'prod', false],
    ['an order of a receipt alone', { state: 'skipped', receipt: 'wanted' }, 'prod', true],
  ] as const)('anything about %s (%#)', (_, differs, stage, isRefused) => {
    const row = { ...thankuRow, ...differs } as ThankuState;
    expect(whyNotAbout(row, { stage: stages[stage], ...partners }) !== undefined).toBe(isRefused);
  });
});
