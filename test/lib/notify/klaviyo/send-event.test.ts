import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { klaviyoSender } from '../../../../lib/notify/klaviyo/send-event.ts';
import { callAdmin } from '../../../../lib/platforms/admin/call.ts';
import type { Served } from '../../../../local/http/serve.ts';
import { startKlaviyoSandbox } from '../../../../local/partners/klaviyo-sandbox.ts';
import { link, limitReached, statusOf, thanked } from '../notification.ts';

const target = { name: 'mail', to: 'klaviyo' } as const;
const apiKey = 'pk_local_foo';
const secret = { to: 'klaviyo', apiKey } as const;

let sandbox: Served;
beforeEach(async () => {
  sandbox = await startKlaviyoSandbox({ accounts: async () => [{ shop: 'foo', apiKey }] });
});
afterEach(() => sandbox.close());

const admin = (route: string, body?: object) => {
  const [method = '', path = ''] = route.split(' ');
  return fetch(`${sandbox.url}/_sandbox/${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
};
interface Books {
  events: { metric: string; properties: { links: { customer: string } } }[];
  mails: number;
  requests: number;
}
const books = async () => (await (await admin('GET books')).json()) as Books;
const sender = (timeoutMs = 5000) => klaviyoSender({ call: callAdmin(sandbox.url, timeoutMs) });
const send = (notification = thanked('1')) => sender()(target, secret, notification);

it('sends the status, and neither message nor name', async () => {
  expect(await send()).toEqual({ kind: 'delivered' });
  const { events, mails } = await books();
  expect(mails).toBe(1);
  expect(events).toEqual([
    {
      shop: 'foo',
      metric: 'ThankU',
      email: 'ada.lovelace@example.com',
      uniqueId: 'evt_1',
      time: '2026-11-20T12:00:00.000Z',
      properties: JSON.parse(JSON.stringify(statusOf('1'))),
      mailed: true,
    },
  ]);
});

it("has the settings' name for the event", async () => {
  await sender()({ ...target, metric: 'Tree planted' }, secret, thanked('1'));
  expect((await books()).events).toMatchObject([{ metric: 'Tree planted' }]);
});

it.each([
  { fault: 'reset-after', times: 1 },
  { fault: 'html-after', times: 1 },
  { fault: 'status', status: 503, times: 1 },
  { fault: 'reset-before', times: 1 },
])('mails once, whatever becomes of an answer: %s', async (fault) => {
  await admin('POST faults', fault);
  expect(await send()).toMatchObject({ kind: 'retry', code: 'unavailable' });
  expect([await send(), await send()]).toEqual([{ kind: 'delivered' }, { kind: 'delivered' }]);
  expect((await books()).mails).toBe(1);
});

it('has a time-out for the whole answer', async () => {
  await admin('POST faults', { fault: 'no-answer', acts: true });
  expect(await sender(100)(target, secret, thanked('1'))).toMatchObject({
    kind: 'retry',
    code: 'unavailable',
    words: expect.stringContaining('within 0.1 s'),
  });
});

it('stops if the key was revoked, or lacks the scope', async () => {
  await admin('PUT access', { shop: 'foo', access: 'revoked' });
  expect(await send()).toMatchObject({ kind: 'stop', reason: 'unauthorized', code: 'unauthorized' });
  await admin('PUT access', { shop: 'foo', access: 'read-only' });
  expect(await send()).toMatchObject({
    kind: 'stop',
    reason: 'unauthorized',
    code: 'scope',
    words: expect.stringContaining('events:write'),
  });
});

it('sends nothing without an address or an order', async () => {
  const { email: _, ...withoutAddress } = thanked('1');
  expect(await send(withoutAddress)).toEqual({ kind: 'refused', code: 'no-email' });
  expect(await send(limitReached)).toEqual({ kind: 'refused', code: 'no-status' });
  expect((await books()).requests).toBe(0);
});

it('an address that Klaviyo refuses', async () => {
  const outcome = await send({ ...thanked('1'), email: 'ada lovelace' });
  expect(outcome).toMatchObject({ kind: 'refused', code: 'rejected', status: 400 });
  expect(JSON.stringify(outcome)).not.toMatch(/ada|lovelace/);
});

describe("Klaviyo's other answers", () => {
  const errors = (detail: string) => JSON.stringify({ errors: [{ title: 'Invalid input.', detail }] });
  const status = (code: number, more: object = {}) => ({ fault: 'status', status: code, body: errors('x'), ...more });
  it.each<[string, object, object]>([
    ['400', status(400), { kind: 'refused', code: 'rejected', status: 400 }],
    ['409', status(409), { kind: 'refused', status: 409 }],
    ['422', status(422), { kind: 'refused', status: 422 }],
    ['429', status(429, { retryAfter: '12' }), { kind: 'retry', code: 'throttled', afterMs: 12_000 }],
    ['404', status(404), { kind: 'stop', reason: 'moved' }],
    ['410: a revision that is gone', status(410), { kind: 'stop', reason: 'moved' }],
    ['408', status(408), { kind: 'retry' }],
    ['500', status(500), { kind: 'retry', code: 'unavailable' }],
    ['a redirect', status(302, { location: 'http://127.0.0.1:1/' }), { kind: 'retry', code: 'unavailable' }],
    ['200, which is no promise', status(200), { kind: 'retry', code: 'unavailable' }],
    ['403 of a firewall', status(403, { body: '<html>' }), { kind: 'retry', code: 'unavailable' }],
    ['400 of something else', status(400, { body: '<html>' }), { kind: 'retry', code: 'unavailable' }],
  ])('%s', async (_, fault, outcome) => {
    await admin('POST faults', fault);
    expect(await send()).toMatchObject(outcome);
  });

  it('quotes what Klaviyo says without what was sent', async () => {
    const detail = `ada.lovelace@example.com of ${apiKey} is no one: ada%2Elovelace@example.com`;
    await admin('POST faults', { fault: 'status', status: 400, body: errors(detail) });
    const outcome = await send();
    expect(outcome).toMatchObject({ words: expect.stringContaining('Invalid input.') });
    expect(JSON.stringify(outcome)).not.toMatch(/lovelace|pk_local/);
  });
});

it('follows no redirect with the key and the address', async () => {
  const asked: string[] = [];
  const other: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(202).end();
  });
  await new Promise<void>((resolve) => void other.listen(0, '127.0.0.1', resolve));
  const { port } = other.address() as AddressInfo;
  const location = `http://127.0.0.1:${port}/api/events`;
  await admin('POST faults', { fault: 'status', status: 307, location });
  expect(await send()).toMatchObject({ kind: 'retry' });
  expect(asked).toEqual([]);
  await new Promise((resolve) => other.close(resolve));
});

it('an answer without an end', async () => {
  await admin('POST faults', { fault: 'endless-after' });
  expect(await sender(2000)(target, secret, thanked('1'))).toMatchObject({ kind: 'retry', code: 'unavailable' });
  expect((await books()).mails).toBe(1);
});

it('names the link in the properties', async () => {
  await send();
  expect((await books()).events[0]?.properties.links.customer).toBe(link);
});
