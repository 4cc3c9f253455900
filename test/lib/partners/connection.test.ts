import { constants, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connect, connector, isFresh, type Connect } from '../../../lib/partners/connection.ts';
import { createReceipt } from '../../../lib/partners/thanx/create-receipt.ts';
import { getScopes } from '../../../lib/partners/thanx/partner-api.ts';
import { createToken } from '../../../lib/partners/thanx/create-token.ts';
import type { ThanxSandbox } from '../../../local/partners/thanx-sandbox.ts';
import { credential, open, startRoomyThanx, timing } from '../../support/thanx-client.ts';

let sandbox: ThanxSandbox;
let bearer: string;
let count = 0;

const receipt = () => ({
  merchantId: 'm-1',
  amount: '29.35',
  paymentType: 'other' as const,
  purchasedAt: '2026-01-31T13:00:00+01:00',
  userComments: `foo/foo-${count}`,
});
/** A server on any free port, closed after the test. */
async function serve(server: Server): Promise<number> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
const servers: Server[] = [];
const mine = () => sandbox.receipts().filter(({ user_comments }) => user_comments === `foo/foo-${count}`);

beforeAll(async () => {
  sandbox = await startRoomyThanx();
  const call = { credential, merchantId: 'm-1', email: 'member@example.com' };
  const created = await createToken(await open(sandbox.url), call, timing());
  if (created.kind !== 'ok') throw new Error(created.kind);
  bearer = created.value.accessToken;
});
afterAll(() => sandbox.close());
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe('a request that did not leave', () => {
  it.each([
    ['nobody listens', 'http://127.0.0.1:1'],
    ['the name does not exist', 'http://thanx.invalid'],
  ])('is not sent when %s', async (_, url) => {
    expect(await connect(url, { timeoutMs: 5000, now: Date.now })).toMatchObject({ kind: 'not-sent' });
  });

  it('is not sent when the server speaks no TLS', async () => {
    const url = sandbox.url.replace('http:', 'https:');
    expect(await connect(url, { timeoutMs: 5000, now: Date.now })).toMatchObject({ kind: 'not-sent' });
  });

  it('is not sent when the handshake takes too long', async () => {
    const port = await serve(createServer());
    expect(await connect(`https://127.0.0.1:${port}`, { timeoutMs: 50, now: Date.now })).toEqual({
      kind: 'not-sent',
      reason: 'connect timeout',
    });
  });

  it('is not sent after its time', async () => {
    count += 1;
    const call = { clientId: credential.clientId, bearer, receipt: receipt() };
    const late = { ...timing(), sendByMs: Date.now() - 1 };
    expect(await createReceipt(await open(sandbox.url), call, late)).toMatchObject({ kind: 'not-sent' });
    expect(mine()).toEqual([]);
  });

  it('is not sent over a connection idle for over two seconds', async () => {
    count += 1;
    const connection = await open(sandbox.url);
    const later = () => connection.openedAtMs + 2001;
    expect(isFresh(connection, connection.openedAtMs + 2000)).toBe(true);
    const call = { clientId: credential.clientId, bearer, receipt: receipt() };
    const timingLater = { sendByMs: later() + 1, timeoutMs: 5000, now: later };
    expect(await createReceipt(connection, call, timingLater)).toMatchObject({ kind: 'not-sent' });
    expect(mine()).toEqual([]);
  });

  it('is not sent over a connection that the server closed or that carried a request', async () => {
    const connection = await open(`http://127.0.0.1:${await serve(createServer((socket) => socket.end()))}`);
    await vi.waitFor(() => expect(connection.isUsable()).toBe(false));
    expect(await getScopes(connection, { credential }, timing())).toMatchObject({ kind: 'not-sent' });

    const used = await open(sandbox.url);
    expect(await getScopes(used, { credential }, timing())).toMatchObject({ kind: 'ok' });
    expect(await getScopes(used, { credential }, timing())).toMatchObject({ kind: 'not-sent' });
  });

  it('leaves nothing behind when it is given up', async () => {
    const connection = await open(sandbox.url);
    connection.close();
    expect(isFresh(connection, Date.now())).toBe(false);
  });
});

it('does not hang on a server that switches protocols', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    );
  });
  const connection = await open(`http://127.0.0.1:${await serve(server)}`);
  expect(await getScopes(connection, { credential }, timing())).toMatchObject({ kind: 'unknown' });
});

describe('over TLS', () => {
  // A certificate for localhost alone, made for this test with `openssl req -x509 -newkey ec … -addext subjectAltName=DNS:localhost`.
  const [key, cert] = ['key', 'cert'].map((name) => readFileSync(`test/fixtures/tls/localhost-${name}.pem`, 'utf8'));
  const secured = () =>
    serve(createHttpsServer({ key: key!, cert: cert! }, (_, response) => response.end('{"scopes":["auth.create"]}')));

  it('sends nothing to a server whose certificate nobody vouches for', async () => {
    const url = `https://localhost:${await secured()}`;
    expect(await connect(url, { timeoutMs: 5000, now: Date.now })).toMatchObject({ kind: 'not-sent' });
  });

  /** Trusts the certificate meanwhile. */
  const trusted = async (work: (connect: Connect) => Promise<void>) => {
    const usual = getCACertificates('default');
    setDefaultCACertificates([...usual, cert!]);
    try {
      await work(connector());
    } finally {
      setDefaultCACertificates(usual);
    }
  };

  it('asks and is answered', async () => {
    await trusted(async (own) => {
      const connection = await open(`https://localhost:${await secured()}`, own);
      expect(await getScopes(connection, { credential }, timing())).toEqual({ kind: 'ok', value: ['auth.create'] });
    });
  });

  it('sends nothing to a server of another name', async () => {
    await trusted(async (own) => {
      const url = `https://127.0.0.1:${await secured()}`;
      expect(await own(url, { timeoutMs: 5000, now: Date.now })).toMatchObject({ kind: 'not-sent' });
    });
  });

  it('resumes the last session, and asks again in full if the server has forgotten it', async () => {
    await trusted(async (own) => {
      const resumed: boolean[] = [];
      const server = createHttpsServer({ key: key!, cert: cert! }, (_, response) => response.end('{"scopes":[]}'));
      server.on('secureConnection', (socket) => resumed.push(socket.isSessionReused()));
      const url = `https://localhost:${await serve(server)}`;
      const ask = async () => await getScopes(await open(url, own), { credential }, timing());
      for (let asked = 0; asked < 3; asked++) expect(await ask()).toEqual({ kind: 'ok', value: [] });
      server.setTicketKeys(randomBytes(48));
      for (let asked = 0; asked < 2; asked++) expect(await ask()).toEqual({ kind: 'ok', value: [] });
      expect(resumed).toEqual([false, true, true, false, true]);
    });
  });

  it('asks in full after a server has hung when it was asked to resume', async () => {
    await trusted(async (own) => {
      const withoutTickets = { maxVersion: 'TLSv1.2', secureOptions: constants.SSL_OP_NO_TICKET } as const;
      const server = createHttpsServer({ key: key!, cert: cert!, ...withoutTickets }, (_, response) =>
        response.end('{"scopes":[]}'),
      );
      const known = new Set<string>();
      let hung = 0;
      server.on('newSession', (id: Buffer, _, done: () => void) => {
        known.add(id.toString('hex'));
        done();
      });
      // Clients that ask for TLS 1.3 name a session in any case.
      server.on('resumeSession', (id: Buffer, done: (error: null, session: null) => void) => {
        if (known.has(id.toString('hex'))) hung += 1;
        else done(null, null);
      });
      const url = `https://localhost:${await serve(server)}`;
      const ask = async () => await getScopes(await open(url, own), { credential }, timing());
      expect(await ask()).toEqual({ kind: 'ok', value: [] });
      expect(await own(url, { timeoutMs: 200, now: Date.now })).toEqual({
        kind: 'not-sent',
        reason: 'connect timeout',
      });
      expect(await ask()).toEqual({ kind: 'ok', value: [] });
      expect(hung).toBe(1);
    });
  });
});
