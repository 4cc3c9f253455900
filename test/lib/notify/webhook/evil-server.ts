import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach } from 'vitest';
import type { postPublicly } from '../../../../lib/notify/webhook/post-publicly.ts';

export type Options = Parameters<typeof postPublicly>[0];

export const request = {
  headers: { 'content-type': 'application/json', 'webhook-id': 'evt_1' },
  body: '{"größe":"🌳"}',
};

export const url = (port: number, path = '/hook') => `http://127.0.0.1:${port}${path}`;

const servers: Server[] = [];
const sockets = new Set<Socket>();

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  for (const server of servers.splice(0)) server.close();
});

/** Listens on any free port of this computer until the test ends. */
export async function serve(server: Server): Promise<number> {
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** A server that does this once a request's head has come. Returns its port, and what came. */
export async function evil(act: (socket: Socket) => void): Promise<{ port: number; requests: string[] }> {
  const requests: string[] = [];
  const server = createServer((socket) => {
    const index = requests.push('') - 1;
    socket.on('data', (chunk) => {
      const isFirst = !requests[index]!.includes('\r\n\r\n');
      requests[index] += chunk.toString();
      if (isFirst && requests[index]!.includes('\r\n\r\n')) act(socket);
    });
  });
  return { port: await serve(server), requests };
}
