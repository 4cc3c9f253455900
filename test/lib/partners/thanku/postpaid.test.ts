import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../../../lib/partners/connection.ts';
import { createThanku, encodeRequest } from '../../../../lib/partners/thanku/postpaid.ts';
import type { ThankuRequest } from '../../../../lib/partners/thanku/request.ts';
import { startThankuSandbox, type ThankuSandbox } from '../../../../local/partners/thanku-sandbox.ts';
import { admin, injectFault } from '../../../support/partner-faults.ts';

const token = 'tokenOfTheFooShop0000000000000000';
let sandbox: ThankuSandbox;
let count = 0;
let body: string;

const request = (changes: Partial<ThankuRequest> = {}): ThankuRequest => ({
  slug: 'foo-shop',
  donateeGroup: 'PlantTrees',
  impactValue: 2,
  message: 'Danke, Jürgen 🌳 für 1+1!',
  language: 'de',
  pid: `foo-${count}`,
  orderId: 'A-21-13',
  ...changes,
});

const post = (changes: Partial<{ body: string; token: string; simulate: boolean; timeoutMs: number }> = {}) =>
  createThanku(
    { baseUrl: sandbox.url, timeoutMs: changes.timeoutMs ?? 5000, now: Date.now, connect },
    { body, token, simulate: false, ...changes },
  );

const servers: Server[] = [];
/** A server on any free port, closed after the test. */
async function serve(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
const postTo = (baseUrl: string, changes: { body?: string; timeoutMs?: number } = {}) =>
  createThanku(
    { baseUrl, timeoutMs: changes.timeoutMs ?? 5000, now: Date.now, connect },
    { body: changes.body ?? body, token, simulate: false },
  );

const mine = () => sandbox.created().filter(({ pid }) => pid === `foo-${count}`);

beforeAll(async () => {
  sandbox = await startThankuSandbox({ port: 0, tokens: { 'foo-shop': token } });
});
afterAll(() => sandbox.close());
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await admin(sandbox, 'DELETE /faults');
});

const fresh = () => {
  count += 1;
  body = encodeRequest(request());
};

describe('createThanku', () => {
  it('creates once, and finds the same ThankU with the same bytes', async () => {
    fresh();
    const first = await post();
    expect(first).toMatchObject({
      kind: 'created',
      id: expect.stringMatching(/^[A-Za-z0-9]{20}$/),
      link: expect.stringContaining(sandbox.url),
    });
    expect(await post()).toEqual(first);
    expect(mine()).toMatchObject([{ ...request(), repeats: 1 }]);
  });

  it('stores nothing when it simulates', async () => {
    fresh();
    expect(await post({ simulate: true })).toEqual({ kind: 'created', id: '00TEST00TEST00TEST00' });
    expect(mine()).toEqual([]);
  });

  it('sends the very bytes it was given, over a connection of its own each time', async () => {
    fresh();
    const spaced = JSON.stringify(request(), undefined, 3);
    const sent: string[] = [];
    let connections = 0;
    const baseUrl = await serve(
      createServer((incoming, response) => {
        let text = '';
        incoming.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
        incoming.on('end', () => {
          sent.push(text);
          response.end('{"id":"abc"}');
        });
      }).on('connection', () => (connections += 1)),
    );
    for (let call = 0; call < 2; call++) await postTo(baseUrl, { body: spaced });
    expect({ sent, connections }).toEqual({ sent: [spaced, spaced], connections: 2 });
  });

  it('signs what the body says even where the message holds half a surrogate pair', async () => {
    fresh();
    body = encodeRequest(request({ message: 'cut \ud83c' }));
    expect(body).toContain('"cut \ufffd"');
    expect(await post()).toMatchObject({ kind: 'created' });
  });

  it.each([
    ['a connection broken before it acts', { fault: 'reset-before' }, 0],
    ['a connection broken after it acted', { fault: 'reset-after' }, 1],
    ['a web page instead of an answer', { fault: 'html-after' }, 1],
    ['an answer without an id', { fault: 'no-id' }, 1],
    ['an answer that never ends', { fault: 'endless-after' }, 1],
    ['no answer', { fault: 'no-answer' }, 0],
    ['an answer too late', { fault: 'late-answer', latencyMs: 60_000 }, 1],
    ['500', { fault: 'status', status: 500 }, 0],
    ['503', { fault: 'status', status: 503 }, 0],
    ['an empty 204', { fault: 'status', status: 204, body: '' }, 0],
    ['an empty id', { fault: 'status', status: 200, body: '{"id":""}' }, 0],
  ])('tries again after %s, and ends with one ThankU', async (_, fault, created) => {
    fresh();
    await injectFault(sandbox, fault);
    expect(await post({ timeoutMs: 500 })).toMatchObject({ kind: 'retry' });
    expect(mine()).toHaveLength(created);
    expect(await post()).toMatchObject({ kind: 'created' });
    expect(mine()).toHaveLength(1);
  });

  it('stops reading when the time is up in the middle of the body', async () => {
    fresh();
    const baseUrl = await serve(createServer((_, response) => response.writeHead(200).write('{"id":')));
    const outcome = await postTo(baseUrl, { timeoutMs: 300 });
    expect(outcome).toEqual({ kind: 'retry', reason: expect.stringMatching(/^(timeout|answer without an id)$/) });
  });

  it('takes an answer whose connection broke after its last brace', async () => {
    fresh();
    const baseUrl = await serve(
      createServer((_, response) => {
        response.writeHead(201, { 'content-length': 1000 });
        response.write('{"id":"abc"}', () => response.destroy());
      }),
    );
    expect(await postTo(baseUrl)).toEqual({ kind: 'created', id: 'abc' });
  });

  it.each([
    [{ retryAfter: '7' }, { kind: 'rate-limited', retryAfterMs: 7000 }],
    [{}, { kind: 'rate-limited' }],
    [{ retryAfter: 'soon' }, { kind: 'rate-limited' }],
  ])('waits as 429 says: %o', async (told, outcome) => {
    fresh();
    await injectFault(sandbox, { fault: 'status', status: 429, ...told });
    expect(await post()).toEqual(outcome);
  });

  it.each([
    [301, 'moved'],
    [302, 'moved'],
    [308, 'moved'],
    [404, 'moved'],
    [405, 'moved'],
    [401, 'unauthorized'],
    [403, 'unauthorized'],
  ])('takes %i for a reason to stop: %s', async (status, reason) => {
    fresh();
    await injectFault(sandbox, { fault: 'status', status, location: '/api/donate/postpaid' });
    expect(await post()).toEqual({ kind: 'refused', reason, status });
    expect(mine()).toEqual([]);
  });

  it.each([
    ['a bad signature', () => post({ token: 'another' }), 'invalid_signature'],
    [
      'data the vendor does not take',
      () => post({ body: encodeRequest(request({ use100Grams: true })) }),
      'invalid_data',
    ],
  ])('gives the vendor’s words for %s', async (_, attempt, words) => {
    fresh();
    expect(await attempt()).toEqual({ kind: 'rejected', status: 400, words: expect.stringContaining(words) });
  });

  it('is rejected when a pid comes back with another message', async () => {
    fresh();
    await post();
    const changed = encodeRequest(request({ message: 'an edited template' }));
    expect(await post({ body: changed })).toMatchObject({
      kind: 'rejected',
      words: expect.stringContaining('pid_already_used'),
    });
  });

  it('keeps 2 KB of words, whatever they are', async () => {
    fresh();
    await injectFault(sandbox, {
      fault: 'status',
      status: 400,
      body: `<p>${'x'.repeat(9000)}`,
      contentType: 'text/html',
    });
    const outcome = await post();
    expect(outcome.kind === 'rejected' && outcome.words).toBe(`<p>${'x'.repeat(2045)}`);
  });

  it('drops what is odd about an answer, and keeps its id', async () => {
    fresh();
    const odd = { id: 'abc', link: 'javascript:alert(1)', certificateNum: 7, certificateLink: null, more: {} };
    await injectFault(sandbox, { fault: 'status', status: 201, body: JSON.stringify(odd) });
    expect(await post()).toEqual({ kind: 'created', id: 'abc' });
  });

  it('refuses stored text that is no request', async () => {
    await expect(post({ body: '{}' })).rejects.toMatchObject({ code: 'bad-row' });
  });
});
