import { afterEach, beforeEach, expect, it } from 'vitest';
import { callWithin, maxAnswerBytes } from '../../../lib/notify/call-within.ts';
import { serve, type Served } from '../../../local/http/serve.ts';

let server: Served;
let asked = 0;
beforeEach(async () => {
  asked = 0;
  server = await serve((_request, response) => {
    asked += 1;
    response.end('ok');
  });
});
afterEach(() => server.close());

const request = { method: 'GET', path: '/', headers: {} } as const;

it('begins no call that the time left is too short for', async () => {
  let ms = 0;
  const attempt = callWithin(4000, () => ms)(server.url);
  await attempt(request);
  ms = 3000;
  expect(await attempt(request)).toMatchObject({ status: 200, body: 'ok' });
  ms = 3001;
  await expect(attempt(request)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(asked).toBe(2);
});

it('gives each attempt the whole time', async () => {
  let ms = 0;
  const calls = callWithin(4000, () => ms);
  await calls(server.url)(request);
  ms = 60_000;
  await calls(server.url)(request);
  expect(asked).toBe(2);
});

it('breaks off the second call of an attempt at the end of its time', async () => {
  const silent = await serve(() => undefined);
  let ms = 0;
  const attempt = callWithin(400, () => ms)(silent.url);
  const first = attempt(request);
  ms = 200;
  const second = attempt(request);
  await expect(second).rejects.toThrow('within 0.2 s');
  await expect(first).rejects.toThrow('within 0.4 s');
  await silent.close();
});

it('reads no more of an answer than fits into memory many times', async () => {
  const endless = await serve((_request, response) => {
    const more = () => {
      while (response.write('x'.repeat(64 * 1024)));
      response.once('drain', more);
    };
    more();
  });
  const { body } = await callWithin(10_000, Date.now)(endless.url)(request);
  expect(body).toHaveLength(maxAnswerBytes);
  await endless.close();
});
