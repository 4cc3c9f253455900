import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFaultProxy, type FaultProxy } from '../../../local/http/fault-proxy.ts';
import { handTo, passTo } from '../../../local/http/pass-on.ts';
import { readBody, serve, type Served } from '../../../local/http/serve.ts';

/** Answers with what it was asked, and with the status that the path names. */
const echo = () =>
  serve(async (request, response) => {
    const body = (await readBody(request)).toString('utf8');
    response.writeHead(Number(request.url?.slice(1)), { 'x-method': request.method });
    response.end(`${String(request.headers['x-amz-target'])} ${body}`);
  });

describe.each(['of another process', 'of this process'])('what stands before a server %s', (where) => {
  let upstream: Served;
  let proxy: FaultProxy;
  const succeeded: string[] = [];
  beforeAll(async () => {
    upstream = await echo();
    proxy = await startFaultProxy({
      endpoint: where === 'of this process' ? handTo(upstream.server) : passTo(upstream.url),
      succeeded: (operation, body) => succeeded.push(`${operation} ${body.toString('utf8')}`),
    });
  });
  afterAll(() => Promise.all([proxy?.close(), upstream?.close()]));
  const ask = (status: number, body: string) =>
    fetch(`${proxy.url}/${status}`, { method: 'POST', headers: { 'x-amz-target': 'Table.PutItem' }, body });

  it('passes calls and answers on, and tells of those that succeeded', async () => {
    const answers = [await ask(200, 'one'), await ask(400, 'two'), await ask(200, '')];
    expect(answers.map(({ status, headers }) => [status, headers.get('x-method')])).toEqual([
      [200, 'POST'],
      [400, 'POST'],
      [200, 'POST'],
    ]);
    const texts = await Promise.all(answers.map((answer) => answer.text()));
    expect(texts).toEqual(['Table.PutItem one', 'Table.PutItem two', 'Table.PutItem ']);
    await expect.poll(() => succeeded).toEqual(['PutItem one', 'PutItem ']);
  });

  it('keeps from it what meets a fault', async () => {
    succeeded.length = 0;
    proxy.fault = { kind: 'status', status: 503 };
    expect((await ask(200, 'three')).status).toBe(503);
    proxy.fault = undefined;
    expect((await ask(200, 'four')).status).toBe(200);
    await expect.poll(() => succeeded).toEqual(['PutItem four']);
  });
});
