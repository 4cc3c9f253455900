import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Hono } from 'hono';
import { accessFor } from '../../../ops/console/access.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { ask, form, openConsole, type OpenedConsole } from './support.ts';

let aws: LocalAws;
let open: OpenedConsole;
beforeAll(async () => {
  aws = await startLocalAws();
  open = await openConsole(aws.folder);
});
afterAll(async () => {
  await open?.stop();
  await aws?.close();
});

const asset = '/console.css';
const order = ['orders', 'retry', 'oak/oak-1'];

describe('the address', () => {
  it('lets one browser in, is gone afterwards, and is followed by another one', async () => {
    const { status, headers, text } = open.first;
    expect({ status, location: headers['location'], text }).toEqual({ status: 303, location: '/', text: '' });
    expect(headers['set-cookie']).toEqual([
      expect.stringMatching(/^thankflow-console-\d+=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/),
    ]);
    expect((await ask(open.address)).status).toBe(401);
    const [next = ''] = open.used;
    expect(new URL(next).origin).toBe(open.origin);
    expect(next).not.toBe(open.address);
    const second = await ask(next);
    expect(second.status).toBe(303);
    expect(second.headers['set-cookie']).not.toEqual(headers['set-cookie']);
    // The browser that came first stays in.
    expect((await open.get(asset)).status).toBe(200);
  });

  it.each([
    ['wrong', '?token=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'],
    ['empty', '?token='],
    ['of another length', '?token=a'],
    ['not ASCII', '?token=%F0%9F%8C%B3'],
    ['given twice', '?token=a&token=b'],
  ])('with a token that is %s lets nobody in, and is as good as before', async (_, query) => {
    const { status, headers } = await ask(`${open.origin}/${query}`);
    expect([status, headers['set-cookie']]).toEqual([401, undefined]);
    expect((await ask(open.used.at(-1) ?? '')).status).toBe(303);
  });

  it('that was used leads a browser that is in to the first page', async () => {
    expect(await open.get('/?token=x')).toMatchObject({ status: 303, headers: { location: '/' } });
  });
});

it('on port 80 is the one that browsers name without a port', async () => {
  const access = accessFor(Promise.resolve(80), () => undefined);
  const address = await access.address();
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1\/\?token=/);
  const app = new Hono().use(access.guard);
  expect((await app.request(address, { headers: { host: '127.0.0.1' } })).status).toBe(303);
});

it('on a port that is taken isn’t served, which says what to do', async () => {
  const taken = Number(new URL(open.origin).port);
  await expect(openConsole(aws.folder, { port: taken })).rejects.toThrow(/can’t use this port .*--port/);
});

describe('a request', () => {
  it.each([
    ['no cookie', {}],
    ['another cookie', { cookie: 'thankflow-console=x' }],
    ['the cookie of another console', { cookie: 'thankflow-console-1=x' }],
    ['an invented session', { cookie: 'NAME=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }],
  ])('with %s gets nothing', async (_, headers: { cookie?: string }) => {
    const [name = ''] = open.cookie.split('=');
    const given = headers.cookie === undefined ? {} : { cookie: headers.cookie.replace('NAME', name) };
    for (const path of ['/', asset, '/console.js', '/jobs/1', '/nowhere']) {
      const { status, text } = await ask(open.origin + path, { headers: given });
      expect([path, status, text]).toEqual([
        path,
        401,
        expect.stringContaining('This address was used, or it is an old one.'),
      ]);
    }
    const posted = await ask(`${open.origin}/do`, { method: 'POST', headers: { ...given, origin: open.origin } });
    expect(posted.status).toBe(401);
  });

  it.each(['localhost:PORT', 'evil.example:PORT', '127.0.0.1', '[::1]:PORT', '127.0.0.1:1'])(
    'for the host “%s” gets nothing, not even with the cookie or the token',
    async (named) => {
      const host = named.replace('PORT', new URL(open.origin).port);
      expect((await open.get(asset, { host })).status).toBe(421);
      const { status, headers } = await ask(open.used.at(-1) ?? '', { headers: { host } });
      expect([status, headers['set-cookie']]).toEqual([421, undefined]);
    },
  );

  it.each(['http://evil.example', 'null', 'http://localhost:PORT', 'https://127.0.0.1:PORT', 'http://127.0.0.1:1', ''])(
    'that changes something and comes from “%s” is refused',
    async (named) => {
      const origin = named.replace('PORT', new URL(open.origin).port);
      for (const path of ['/ask', '/do', '/nowhere']) {
        const answer = await open.post(path, form(['word', 'orders']), { origin });
        expect(answer).toMatchObject({ status: 403, text: expect.stringContaining('nothing was done') });
      }
    },
  );

  it('that changes something and says not where it comes from is refused, whatever its method', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      const answer = await ask(`${open.origin}/do`, { method, headers: { cookie: open.cookie } });
      expect([method, answer.status]).toEqual([method, 403]);
    }
  });

  // Another port of this machine is of the same site, so browsers send it the cookie.
  it.each(['same-site', 'cross-site'])('that a %s page made reads nothing that costs anything', async (site) => {
    const asked = async (path: string) => (await open.get(path, { 'sec-fetch-site': site })).status;
    for (const path of [asset, '/letters', '/orders?state=failed', '/nowhere'])
      expect([path, await asked(path)]).toEqual([path, 403]);
    // A page may lead here, as to the address with its token.
    expect(await asked('/')).toBe(503);
  });

  it.each(['none', 'same-origin'])('that says “%s” is answered', async (site) => {
    expect((await open.get(asset, { 'sec-fetch-site': site })).status).toBe(200);
  });

  it('with a body of more than 100,000 bytes is refused', async () => {
    const answer = await open.press('/ask', order, [['why', 'x'.repeat(100_001)]]);
    expect(answer).toMatchObject({ status: 413, text: expect.stringContaining('nothing was done') });
    const unsaid = await open.press('/ask', order, [['why', 'x'.repeat(100_001)]], { 'transfer-encoding': 'chunked' });
    expect(unsaid.status).toBe(413);
  });
});

describe('each answer', () => {
  const answers = {
    'that the stage doesn’t answer': () => open.get('/'),
    'that there is no such page': () => open.get('/nowhere'),
    'about a job that nobody knows': () => open.get('/jobs/1'),
    'to a command that buttons don’t run': () => open.press('/do', ['shops', 'remove', 'oak']),
    'to who isn’t signed in': () => ask(open.origin),
    'with a style sheet': () => open.get(asset),
  };
  it.each(Object.entries(answers))('%s has the headers that keep others out', async (_, answer) => {
    const { headers } = await answer();
    const policy = String(headers['content-security-policy']);
    for (const part of [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "form-action 'self'",
      "base-uri 'none'",
    ])
      expect(policy.split('; ')).toContain(part);
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('isn’t kept by the browser, and refers to no other host', async () => {
    for (const [name, answer] of Object.entries(answers)) {
      const { headers, text } = await answer();
      expect([name, headers['cache-control']]).toEqual([name, 'no-store']);
      expect(text.match(/(?:src|href|action)="(?:[a-z]+:)?\/\/[^"]*"|url\(|@import/g)).toBeNull();
    }
  });

  it('says what happened, with the status that says the same', async () => {
    expect(await open.get('/nowhere')).toMatchObject({ status: 404, text: expect.stringContaining('no such page') });
    expect(await open.get('/jobs/1')).toMatchObject({
      status: 404,
      text: expect.stringContaining('./thankflow audit'),
    });
    expect(await open.get('/')).toMatchObject({ status: 503, text: expect.stringContaining('the local stack doesn') });
  });

  it('to HEAD is the one to GET, without its body', async () => {
    const { cookie, origin } = open;
    const { status, text, headers } = await ask(origin + asset, { method: 'HEAD', headers: { cookie } });
    expect({ status, text, type: headers['content-type'] }).toEqual({
      status: 200,
      text: '',
      type: 'text/css; charset=utf-8',
    });
    expect((await ask(`${origin}/nowhere`, { method: 'HEAD', headers: { cookie } })).status).toBe(404);
  });
});
