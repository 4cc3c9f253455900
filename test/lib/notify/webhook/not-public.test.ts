import type { LookupAddress } from 'node:dns';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { postPublicly } from '../../../../lib/notify/webhook/post-publicly.ts';
import { evil, request, serve, url, type Options } from './evil-server.ts';

const local = (more: Partial<Options> = {}) => postPublicly({ allowLoopback: true, timeoutMs: 10_000, ...more });
const deployed = (more: Partial<Options> = {}) => postPublicly({ allowLoopback: false, timeoutMs: 10_000, ...more });

/** DNS that gives one answer after the other. */
function dns(...answers: string[][]) {
  const asked: string[] = [];
  const lookup: Options['lookup'] = (hostname, _, done) => {
    const addresses = answers[Math.min(asked.push(hostname), answers.length) - 1]!;
    done(
      null,
      addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  };
  return { lookup, asked };
}

afterEach(() => void vi.unstubAllEnvs());

describe('an address that is not public', () => {
  it.each([
    '127.0.0.1',
    '127.1',
    '0x7f000001',
    '2130706433',
    '017700000001',
    '127.0.0.1.',
    '１２７.０.０.１',
    'localhost',
    '0',
    '[::1]',
    '[::]',
    '[::127.0.0.1]',
    '[::ffff:127.0.0.1]',
  ])('is not connected to if the URL has %s', async (host) => {
    let connections = 0;
    const port = await serve(createServer(() => (connections += 1)));
    for (const scheme of ['http', 'https'])
      expect(await deployed()(`${scheme}://${host}:${port}/`, request)).toMatchObject({ kind: 'not-public' });
    expect(connections).toBe(0);
  });

  it.each([
    ['10.0.0.1', 'private'],
    ['169.254.169.254', 'linkLocal'],
    ['100.64.0.1', 'carrierGradeNat'],
    ['0.0.0.0', 'unspecified'],
    ['fd00:ec2::254', 'uniqueLocal'],
    ['fe80::1', 'linkLocal'],
    ['::ffff:127.0.0.1', 'ipv4Mapped'],
    ['64:ff9b::a00:1', 'rfc6052'],
  ])('is refused if a name leads to %s, on the local stage too', async (address, use) => {
    const refused = { kind: 'not-public', words: `${address} (${use})` };
    const { lookup } = dns([address]);
    expect(await deployed({ lookup })('https://shop.example/', request)).toEqual(refused);
    expect(await local({ lookup })('https://shop.example/', request)).toEqual(refused);
  });

  it('is refused if a name leads to this computer', async () => {
    const { lookup } = dns(['127.0.0.1']);
    const refused = { kind: 'not-public', words: '127.0.0.1 (loopback)' };
    expect(await deployed({ lookup })('https://shop.example/', request)).toEqual(refused);
  });

  it.each([[['8.8.8.8', '10.0.0.1']], [['10.0.0.1', '8.8.8.8']], [['2606:4700::1111', '8.8.8.8', '10.0.0.1']]])(
    'is refused if only one of the addresses is such: %j',
    async (addresses) => {
      const refused = { kind: 'not-public', words: '10.0.0.1 (private)' };
      expect(await deployed({ lookup: dns(addresses).lookup })('https://shop.example/', request)).toEqual(refused);
    },
  );

  it('is refused if the name led elsewhere before', async () => {
    const { port, requests } = await evil((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    const { lookup, asked } = dns(['127.0.0.1'], ['10.0.0.1'], ['127.0.0.1', '127.0.0.1']);
    const post = local({ lookup });
    const there = `http://shop.example:${port}/`;
    expect(await post(there, request)).toEqual({ kind: 'answer', status: 200 });
    expect(await post(there, request)).toEqual({ kind: 'not-public', words: '10.0.0.1 (private)' });
    expect(await post(there, request)).toEqual({ kind: 'answer', status: 200 });
    // Looked up once for each request: it connects to the address that was checked.
    expect([asked.length, requests.length]).toEqual([3, 2]);
  });

  it('is the only reason not to try all addresses of a name', async () => {
    const { port, requests } = await evil((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n'));
    // Nobody listens at the first two.
    const { lookup } = dns(['127.0.0.3', '::1', '127.0.0.1']);
    expect(await local({ lookup })(`http://shop.example:${port}/`, request)).toEqual({ kind: 'answer', status: 200 });
    expect(requests).toHaveLength(1);
  });

  it('is not called by http if it is public, not even on the local stage', async () => {
    const refused = { kind: 'not-public', words: '8.8.8.8 (public)' };
    expect(await local()('http://8.8.8.8/', request)).toEqual(refused);
    expect(await local({ lookup: dns(['8.8.8.8']).lookup })('http://shop.example/', request)).toEqual(refused);
  });

  it('is none if DNS has no address', async () => {
    expect(await deployed({ lookup: dns([]).lookup })('https://shop.example/', request)).toEqual({
      kind: 'no-answer',
      code: 'connect failed',
    });
  });
});

describe('the Lambda runtime', () => {
  const path = '/2018-06-01/runtime/invocation/next';

  it('is never called, even where this computer may be', async () => {
    const { port, requests } = await evil((socket) => socket.end('HTTP/1.1 202 Accepted\r\n\r\n'));
    vi.stubEnv('AWS_LAMBDA_RUNTIME_API', `127.0.0.1:${port}`);
    const post = local();
    for (const host of ['127.0.0.1', 'localhost', '127.0.0.2', '[::1]'])
      expect(await post(`http://${host}:${port}${path}`, request)).toEqual({
        kind: 'not-public',
        words: expect.stringContaining(`:${port} (Lambda runtime)`),
      });
    expect(requests).toEqual([]);
    vi.unstubAllEnvs();
    expect(await local()(url(port), request)).toEqual({ kind: 'answer', status: 202 });
  });

  it('is never called on its usual port', async () => {
    expect(await local()(`http://127.0.0.1:9001${path}`, request)).toEqual({
      kind: 'not-public',
      words: '127.0.0.1:9001 (Lambda runtime)',
    });
  });
});
