import { createServer, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { postPublicly } from '../../../../lib/notify/webhook/post-publicly.ts';
import { evil, request, serve, url, type Options } from './evil-server.ts';

const local = (more: Partial<Options> = {}) => postPublicly({ allowLoopback: true, timeoutMs: 10_000, ...more });
const end = (text: string) => (socket: Socket) => void socket.end(text);

describe('no answer', () => {
  it('comes from a server that says nothing, begins a head, or drips it', async () => {
    const silent = () => {};
    const halting = (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\nx: ');
    const dripping = (socket: Socket) => {
      socket.write('HTTP/1.1 200 OK\r\n');
      const timer = setInterval(() => socket.write('x: 1\r\n'), 10);
      socket.once('close', () => clearInterval(timer));
    };
    const post = local({ timeoutMs: 1000 });
    const posted = [silent, halting, dripping].map(async (act) => await post(url((await evil(act)).port), request));
    const timeout = { kind: 'no-answer', code: 'timeout' };
    expect(await Promise.all(posted)).toEqual([timeout, timeout, timeout]);
  });

  it.each<[string, string, (socket: Socket) => void]>([
    ['resets the connection', 'connection broke (ECONNRESET)', (socket) => socket.resetAndDestroy()],
    ['closes the connection', 'connection broke (ECONNRESET)', (socket) => socket.end()],
    ['breaks its head off', 'connection broke (ECONNRESET)', end('HTTP/1.1 200 OK\r\nx: ')],
    ['answers with garbage', 'connection broke (HPE_INVALID_CONSTANT)', end('\0\u0001garbage\r\n\r\n')],
    [
      'answers with endless headers',
      'connection broke (HPE_HEADER_OVERFLOW)',
      end(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`),
    ],
    [
      'switches protocols',
      'connection broke',
      (socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhello'),
    ],
    [
      'answers twice, in contradiction',
      'connection broke (HPE_INVALID_CONTENT_LENGTH)',
      end('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ncontent-length: 3\r\n\r\n'),
    ],
  ])('comes from a server that %s', async (_, code, act) => {
    const { port } = await evil(act);
    expect(await local()(url(port), request)).toEqual({ kind: 'no-answer', code });
  });

  it('comes if nobody listens, or the name does not exist', async () => {
    const post = local();
    expect(await post('http://127.0.0.1:1/', request)).toEqual({
      kind: 'no-answer',
      code: 'connect failed (ECONNREFUSED)',
    });
    const lookup: Options['lookup'] = (_, __, done) =>
      done(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }), []);
    expect(await local({ lookup })('https://shop.example/', request)).toEqual({
      kind: 'no-answer',
      code: 'connect failed (ENOTFOUND)',
    });
  });

  it('comes if DNS hangs, and nothing is sent when it answers at last', async () => {
    const { port, requests } = await evil(end('HTTP/1.1 200 OK\r\n\r\n'));
    let late = () => {};
    const lookup: Options['lookup'] = (_, __, done) => {
      late = () => done(null, [{ address: '127.0.0.1', family: 4 }]);
    };
    expect(await local({ lookup, timeoutMs: 100 })(`http://shop.example:${port}/`, request)).toEqual({
      kind: 'no-answer',
      code: 'connect timeout',
    });
    late();
    await local()(url(port), request);
    expect(requests).toHaveLength(1);
  });

  it('leaves no connection behind', async () => {
    const closed = Promise.withResolvers<void>();
    const { port } = await evil((socket) => void socket.once('close', () => closed.resolve()));
    await local({ timeoutMs: 1000 })(url(port), request);
    await expect(closed.promise).resolves.toBeUndefined();
  });

  it('opens no connection for a request that HTTP cannot carry', async () => {
    let connections = 0;
    const server = createServer((socket) => {
      connections += 1;
      socket.end('HTTP/1.1 200 OK\r\n\r\n');
    });
    const port = await serve(server);
    const impossible = { ...request, headers: { 'webhook-id': '\n' } };
    expect(await local()(url(port), impossible)).toMatchObject({ kind: 'no-answer' });
    expect(await local()(url(port), request)).toMatchObject({ kind: 'answer' });
    expect(connections).toBe(1);
  });
});
