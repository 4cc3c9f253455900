import { once } from 'node:events';
import { createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { connect } from '../../../../lib/partners/connection.ts';
import { createThanku, encodeRequest } from '../../../../lib/partners/thanku/postpaid.ts';

const body = encodeRequest({
  slug: 'foo-shop',
  donateeGroup: 'PlantTrees',
  impactValue: 2,
  message: 'Danke!',
  language: 'de',
  pid: 'foo-1',
  orderId: '1',
  use100Grams: false,
});
const postTo = (baseUrl: string) =>
  createThanku(
    { baseUrl, timeoutMs: 5000, now: Date.now, connect },
    { body, token: 'tokenOfTheFooShop0000000000000000', simulate: false },
  );

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
/** A server on any free port, closed after the test. */
async function serve(server: Server): Promise<string> {
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('createThanku', () => {
  it.each([
    ['nobody listens', async () => 'http://127.0.0.1:1'],
    ['its name does not exist', async () => 'http://thanku.invalid'],
    [
      'it speaks no TLS',
      async () => (await serve(createTcpServer((socket) => socket.end('no')))).replace('http', 'https'),
    ],
  ])('knows that nothing was sent where %s', async (_, url) => {
    expect(await postTo(await url())).toMatchObject({ kind: 'retry', notSent: true });
  });

  it.each([
    [
      'resets the connection after the request',
      createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())),
    ],
    ['ends it without an answer', createTcpServer((socket) => socket.once('data', () => socket.end()))],
  ])('does not claim to know that where the server %s', async (_, server) => {
    expect(await postTo(await serve(server))).toEqual({
      kind: 'retry',
      reason: expect.stringContaining('connection broke'),
    });
  });
});
