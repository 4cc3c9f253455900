import { Agent, request as httpRequest, type Server } from 'node:http';
import { Readable } from 'node:stream';
import type { BodyHandler } from './serve.ts';

/** Has a server of this process answer. It reads the body a second time, so it gets a request of its own. */
export const handTo =
  (server: Server): BodyHandler =>
  ({ method, url, headers, socket }, body, response) => {
    const again = new Readable({
      read() {
        this.push(body);
        this.push(null);
      },
    });
    server.emit('request', Object.assign(again, { method, url, headers, socket }), response);
  };

/** Has a server of another process answer. */
export function passTo(url: string): BodyHandler {
  const { hostname, port } = new URL(url);
  const agent = new Agent({ keepAlive: true });
  return ({ method, url: path, headers: received }, body, response) => {
    const { 'transfer-encoding': _, ...headers } = received;
    headers['content-length'] = String(body.length);
    const outgoing = httpRequest({ agent, hostname, port, method, path, headers });
    // The caller gets a broken connection, as if the endpoint itself had failed.
    const broken = () => response.destroy();
    outgoing.on('error', broken);
    outgoing.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', broken);
      answer.pipe(response);
    });
    response.on('close', () => {
      if (!response.writableEnded) outgoing.destroy();
    });
    outgoing.end(body);
  };
}
