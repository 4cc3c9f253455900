import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { postPublicly } from '../../../../lib/notify/webhook/post-publicly.ts';
import { evil, request, url, type Options } from './evil-server.ts';

const local = (more: Partial<Options> = {}) => postPublicly({ allowLoopback: true, timeoutMs: 10_000, ...more });
const end = (text: string) => (socket: Socket) => void socket.end(text);

describe('no answer', () => {
  it.each<[string, string, (socket: Socket) => void]>([
    ['says nothing', 'timeout', () => {}],
    ['begins a head and stops', 'timeout', (socket) => socket.write('HTTP/1.1 200 OK\r\nx: ')],
    [
      'drips its head',
      'timeout',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\n');
        const timer = setInterval(() => socket.write('x: 1\r\n'), 10);
        socket.once('close', () => clearInterval(timer));
      },
    ],
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
    const post = local({ timeoutMs: code === 'timeout' ? 200 : 10_000 });
    expect(await post(url(port), request)).toEqual({ kind: 'no-answer', code });
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

  it('comes if DNS hangs', async () => {
    expect(await local({ lookup: () => {}, timeoutMs: 100 })('https://shop.example/', request)).toEqual({
      kind: 'no-answer',
      code: 'connect timeout',
    });
  });

  it('leaves no connection behind', async () => {
    const closed = Promise.withResolvers<void>();
    const { port } = await evil((socket) => void socket.once('close', () => closed.resolve()));
    await local({ timeoutMs: 100 })(url(port), request);
    await expect(closed.promise).resolves.toBeUndefined();
  });
});
