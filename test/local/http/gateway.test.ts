import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTinyStack, type TinyStack } from '../support/tiny-stack.ts';

describe('the HTTP API', () => {
  let stack: TinyStack;
  beforeAll(async () => {
    stack = await startTinyStack();
  });
  afterAll(() => stack?.stop());

  const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    fetch(stack.endpoints().api + path, { method: 'POST', body, headers });
  const wish = (what: unknown) => post('/echo/x', JSON.stringify(what), { 'content-type': 'application/json' });

  it('hands the request on in payload format 2.0', async () => {
    const answer = await post('/echo/a%20b?x=1&x=2&y=%C3%BC', '{"ü":1}', { 'content-type': 'application/json' });
    const { event } = (await answer.json()) as { event: Record<string, unknown> };
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'POST /echo/{what}',
      rawPath: '/echo/a b',
      rawQueryString: 'x=1&x=2&y=%C3%BC',
      queryStringParameters: { x: '1,2', y: 'ü' },
      pathParameters: { what: 'a b' },
      body: '{"ü":1}',
      isBase64Encoded: false,
      requestContext: { http: { method: 'POST', path: '/echo/a b' }, stage: '$default' },
    });
  });

  it('joins a header that is sent twice with a comma, and puts cookies apart', async () => {
    const { api } = stack.endpoints();
    const event = await new Promise<Record<string, unknown>>((resolve, reject) => {
      const headers = [
        'Host',
        'localhost',
        'Content-Type',
        'text/plain',
        'X-Twice',
        'one',
        'X-Twice',
        'two',
        'Cookie',
        'a=1; b=2',
      ];
      const sent = request(`${api}/echo/x`, { method: 'POST', headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve((JSON.parse(text) as { event: Record<string, unknown> }).event));
      });
      sent.on('error', reject).end('{}');
    });
    expect(event).toMatchObject({ headers: { 'x-twice': 'one,two' }, cookies: ['a=1', 'b=2'] });
    expect(event['headers']).not.toHaveProperty('cookie');
  });

  it.each([
    ['application/json; charset=utf-8', false],
    ['text/plain', false],
    ['application/x-www-form-urlencoded', true],
    ['application/vnd.api+json', true],
    ['application/octet-stream', true],
  ])('hands on a body of type %s in base64: %s', async (type, isBase64Encoded) => {
    const answer = await post('/echo/x', '{"a":"é"}', { 'content-type': type });
    const { event } = (await answer.json()) as { event: { body: string; isBase64Encoded: boolean } };
    expect(event.isBase64Encoded).toBe(isBase64Encoded);
    expect(Buffer.from(event.body, isBase64Encoded ? 'base64' : 'utf8').toString()).toBe('{"a":"é"}');
  });

  it('answers what the function answers, bytes and headers', async () => {
    const answer = await wish({
      answer: {
        statusCode: 201,
        headers: { 'x-mine': 'yes' },
        cookies: ['a=1', 'b=2'],
        body: Buffer.from([0, 255]).toString('base64'),
        isBase64Encoded: true,
      },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('x-mine')).toBe('yes');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect([...new Uint8Array(await answer.arrayBuffer())]).toEqual([0, 255]);
  });

  it('wraps an answer without a status code into a 200', async () => {
    const answer = await wish({ answer: { hello: 'there' } });
    expect([answer.status, await answer.json()]).toEqual([200, { hello: 'there' }]);
  });

  it.each([
    ['throws', { throw: 'oh' }],
    ['crashes', { crash: true }],
    ['runs into its timeout', { sleepMs: 60_000 }],
    ['answers nonsense', { answer: { statusCode: 'nonsense' } }],
  ])('answers 500 and nothing of the reason when the function %s', async (_how, what) => {
    const answer = await wish(what);
    expect([answer.status, await answer.json()]).toEqual([500, { message: 'Internal Server Error' }]);
  });

  it.each([
    ['/echo/%C3%BC', 'ü'],
    ['/echo/a%23b', 'a#b'],
    ['/echo/a%3Fb', 'a'],
    ['/echo/a%252Fb', 'a/b'],
    ['/echo/a%253Fb', 'a?b'],
    ['/echo/a%2525b', 'a%b'],
  ])('decodes %s before it routes and once more after it: the function sees %s', async (path, what) => {
    const answer = await post(path, '{}', { 'content-type': 'application/json' });
    const { event } = (await answer.json()) as { event: Record<string, unknown> };
    expect(event).toMatchObject({ rawPath: `/echo/${what}`, pathParameters: { what } });
  });

  it.each(['/echo/a%25b', '/echo/a%b'])('refuses %s, which is malformed at one of both times', async (path) => {
    expect((await post(path, '{}')).status).toBe(400);
  });

  it.each(['/echo', '/echo/', '/echo/a/b', '/echo/a%2Fb', '/'])(
    'answers 404 for %s, which is no route',
    async (path) => {
      const answer = await post(path, '{}');
      expect([answer.status, await answer.json()]).toEqual([404, { message: 'Not Found' }]);
    },
  );

  it('answers 404 for another method', async () => {
    expect((await fetch(`${stack.endpoints().api}/echo/x`)).status).toBe(404);
  });

  it.each([
    ['API Gateway', 10 * 1024 * 1024 + 1],
    ['Lambda', 6 * 1024 * 1024],
  ])('answers 413 for more than %s takes', async (_who, bytes) => {
    const answer = await post('/echo/x', 'x'.repeat(bytes), { 'content-type': 'text/plain' });
    expect([answer.status, await answer.json()]).toEqual([413, { message: 'Request Entity Too Large' }]);
  });
});
