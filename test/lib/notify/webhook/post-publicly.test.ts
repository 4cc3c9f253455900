import { once } from 'node:events';
import { get, setGlobalProxyFromEnv } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { postPublicly } from '../../../../lib/notify/webhook/post-publicly.ts';
import { evil, request, url, type Options } from './evil-server.ts';

const local = (more: Partial<Options> = {}) => postPublicly({ allowLoopback: true, timeoutMs: 10_000, ...more });
const end = (text: string) => (socket: Socket) => void socket.end(text);

/** Posts to a server that does this once a request's head has come. */
async function postedTo(act: (socket: Socket) => void, options: Partial<Options> = {}) {
  return await local(options)(url((await evil(act)).port), request);
}

describe('a request', () => {
  it('arrives as it was given, and asks for the connection to be closed', async () => {
    const { port, requests } = await evil(end('HTTP/1.1 204 No Content\r\n\r\n'));
    expect(await local()(url(port, '/hook?shop=a%20b'), request)).toEqual({ kind: 'answer', status: 204 });
    const [head, body] = requests[0]!.split('\r\n\r\n');
    expect(head!.split('\r\n')).toEqual([
      'POST /hook?shop=a%20b HTTP/1.1',
      `host: 127.0.0.1:${port}`,
      'connection: close',
      'content-type: application/json',
      'webhook-id: evt_1',
      'content-length: 18',
    ]);
    expect(body).toBe(request.body);
  });

  it('has a connection of its own each time, even if the server would keep it', async () => {
    const { port, requests } = await evil((socket) =>
      socket.write('HTTP/1.1 200 OK\r\nconnection: keep-alive\r\ncontent-length: 2\r\n\r\nok'),
    );
    const post = local();
    for (let sent = 0; sent < 3; sent++)
      expect(await post(url(port), request)).toEqual({ kind: 'answer', status: 200 });
    expect(requests).toHaveLength(3);
  });

  it('goes through no proxy, whatever the environment says', async () => {
    const { port, requests } = await evil(end('HTTP/1.1 200 OK\r\n\r\n'));
    const proxy = await evil(end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
    const restore = setGlobalProxyFromEnv({ http_proxy: `http://127.0.0.1:${proxy.port}` });
    try {
      const [usual] = await once(get(url(port)), 'response');
      expect([usual.statusCode, requests]).toEqual([502, []]);
      expect(await local()(url(port), request)).toEqual({ kind: 'answer', status: 200 });
      expect([requests.length, proxy.requests.length]).toEqual([1, 1]);
    } finally {
      restore();
    }
  });
});

describe('an answer', () => {
  it('is its status, its wait and its redirect, but never its body', async () => {
    const answer = [
      'HTTP/1.1 301 Moved Permanently',
      'date: Sat, 31 Jan 2026 12:00:00 GMT',
      'retry-after: 120',
      'location: http://169.254.169.254/latest/meta-data',
      'content-length: 6',
      '',
      'secret',
    ];
    const { port, requests } = await evil(end(answer.join('\r\n')));
    expect(await local()(url(port), request)).toEqual({
      kind: 'answer',
      status: 301,
      date: 'Sat, 31 Jan 2026 12:00:00 GMT',
      retryAfter: '120',
      location: 'http://169.254.169.254/latest/meta-data',
    });
    expect(requests).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('is not followed if it redirects with %d', async (status) => {
    const there = await evil(end('HTTP/1.1 200 OK\r\n\r\n'));
    const location = `location: ${url(there.port)}`;
    expect(await postedTo(end(`HTTP/1.1 ${status} x\r\n${location}\r\ncontent-length: 0\r\n\r\n`))).toMatchObject({
      status,
    });
    expect(there.requests).toEqual([]);
  });

  it.each([
    ['an error as its body', 'content-length: 18\r\n\r\n{"error":"failed"}'],
    ['no length', '\r\nok'],
    ['trailers', 'transfer-encoding: chunked\r\ntrailer: status\r\n\r\n2\r\nok\r\n0\r\nstatus: 500\r\n\r\n'],
    ['fewer bytes than it says', 'content-length: 1000\r\n\r\nok'],
    ['more bytes than it says', 'content-length: 1\r\n\r\nok'],
    ['broken chunks', 'transfer-encoding: chunked\r\n\r\nnot a number\r\n'],
    ['a compressed body that is none', 'content-encoding: gzip\r\ncontent-length: 2\r\n\r\nok'],
  ])('counts by its status if it has %s', async (_, rest) => {
    expect(await postedTo(end(`HTTP/1.1 200 OK\r\n${rest}`))).toEqual({ kind: 'answer', status: 200 });
  });

  it('counts by its status if its body never ends', async () => {
    const drip = (socket: Socket) => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n');
      const timer = setInterval(() => socket.write('.'), 10);
      socket.once('close', () => clearInterval(timer));
    };
    const hang = (socket: Socket) => socket.write('HTTP/1.1 500 Oops\r\ncontent-length: 10\r\n\r\n');
    const options = { timeoutMs: 1000 };
    expect(await Promise.all([postedTo(drip, options), postedTo(hang, options)])).toEqual([
      { kind: 'answer', status: 200 },
      { kind: 'answer', status: 500 },
    ]);
  });

  it('is cut after 64 KB, even if it has 4 GB', async () => {
    const closed = Promise.withResolvers<number>();
    const fourGigabytes = 4 * 1024 ** 3;
    const flood = (socket: Socket) => {
      const piece = Buffer.alloc(64 * 1024, '.');
      let written = 0;
      const more = () => {
        while (!socket.destroyed && written < fourGigabytes) {
          written += piece.length;
          if (!socket.write(piece)) return;
        }
      };
      socket.on('drain', more).once('close', () => closed.resolve(written));
      socket.write(`HTTP/1.1 200 OK\r\ncontent-length: ${fourGigabytes}\r\n\r\n`);
      more();
    };
    expect(await postedTo(flood, { timeoutMs: 60_000 })).toEqual({ kind: 'answer', status: 200 });
    // What the system's buffers take may be on its way.
    expect(await closed.promise).toBeLessThan(32 * 1024 ** 2);
  });

  it('is none if the server only announces it, however often', async () => {
    const announce = (socket: Socket) => {
      const piece = 'HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n'.repeat(1000);
      const more = () => {
        while (!socket.destroyed && socket.write(piece));
      };
      socket.on('drain', more);
      more();
    };
    expect(await postedTo(announce, { timeoutMs: 60_000 })).toEqual({
      kind: 'no-answer',
      code: 'connection broke (ECONNRESET)',
    });
  });
});

it('survives a connection that breaks after the answer', async () => {
  const { port } = await evil((socket) => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    socket.resetAndDestroy();
  });
  for (let sent = 0; sent < 20; sent++) {
    const posted = await local()(url(port), request);
    expect(['answer', 'no-answer']).toContain(posted.kind);
  }
});
