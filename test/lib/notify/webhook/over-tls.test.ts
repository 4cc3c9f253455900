import { readFileSync } from 'node:fs';
import { createServer, type ServerOptions } from 'node:https';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { postPublicly } from '../../../../lib/notify/webhook/post-publicly.ts';
import { request, serve } from './evil-server.ts';

// A certificate for localhost alone, made for tests with `openssl req -x509 -newkey ec … -addext subjectAltName=DNS:localhost`.
const [key, cert] = ['key', 'cert'].map((name) => readFileSync(`test/fixtures/tls/localhost-${name}.pem`, 'utf8'));
const usual = getCACertificates('default');
const trust = () => setDefaultCACertificates([...usual, cert!]);
const post = postPublicly({ allowLoopback: true, timeoutMs: 10_000 });

/** A server whose requests are counted. */
async function secured(options: ServerOptions = {}) {
  const seen = { requests: 0, resumed: [] as boolean[], alpn: [] as unknown[], names: [] as unknown[] };
  const server = createServer({ key: key!, cert: cert!, ...options }, (_, response) => {
    seen.requests += 1;
    response.end('{}');
  });
  server.on('secureConnection', (socket) => {
    seen.resumed.push(socket.isSessionReused());
    seen.alpn.push(socket.alpnProtocol);
    seen.names.push((socket as { servername?: unknown }).servername);
  });
  return { port: await serve(server), seen };
}

afterEach(() => {
  setDefaultCACertificates(usual);
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe('over TLS', () => {
  it('posts to a server whose certificate is trusted, with a handshake each time', async () => {
    trust();
    const { port, seen } = await secured();
    for (let sent = 0; sent < 2; sent++)
      expect(await post(`https://localhost:${port}/`, request)).toMatchObject({ kind: 'answer', status: 200 });
    expect(seen).toEqual({
      requests: 2,
      resumed: [false, false],
      alpn: ['http/1.1', 'http/1.1'],
      // Servers of many hosts choose their certificate by it.
      names: ['localhost', 'localhost'],
    });
  });

  it.each(['https://localhost', 'https://127.0.0.1'])(
    'sends nothing to %s if nobody vouches for its certificate, whatever the environment says',
    async (origin) => {
      vi.stubEnv('NODE_TLS_REJECT_UNAUTHORIZED', '0');
      // Node.js warns of the variable.
      vi.spyOn(process, 'emitWarning').mockReturnValue();
      const { port, seen } = await secured();
      expect(await post(`${origin}:${port}/`, request)).toEqual({
        kind: 'no-answer',
        code: 'connect failed (DEPTH_ZERO_SELF_SIGNED_CERT)',
      });
      expect(seen.requests).toBe(0);
    },
  );

  it('sends nothing to a server of another name', async () => {
    trust();
    const { port, seen } = await secured();
    const failed = { kind: 'no-answer', code: 'connect failed (ERR_TLS_CERT_ALTNAME_INVALID)' };
    expect(await post(`https://127.0.0.1:${port}/`, request)).toEqual(failed);
    const lookup: Parameters<typeof postPublicly>[0]['lookup'] = (_, __, done) =>
      done(null, [{ address: '127.0.0.1', family: 4 }]);
    const rebound = postPublicly({ allowLoopback: true, timeoutMs: 10_000, lookup });
    expect(await rebound(`https://shop.example:${port}/`, request)).toEqual(failed);
    expect(seen.requests).toBe(0);
  });

  it('sends nothing to a server that is too old', async () => {
    trust();
    const { port, seen } = await secured({ minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'ALL:@SECLEVEL=0' });
    expect(await post(`https://localhost:${port}/`, request)).toMatchObject({
      kind: 'no-answer',
      code: expect.stringMatching(/^connect failed \(\w+\)$/),
    });
    expect(seen.requests).toBe(0);
  });
});
