import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsPorts } from '../../../functions/ingest/aws-ports.ts';
import { patience } from '../../../functions/ingest/time-budget.ts';
import type { IngestPorts } from '../../../functions/ingest/ports.ts';
import type { OrderEvent } from '../../../lib/order/event.ts';
import type { QuarantinedWebhook } from '../../../lib/quarantine/entry.ts';

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Every AWS service at once. It keeps what came, and how many requests each connection carried. */
let server: Server;
let requests: number;
let behaviour: Behaviour;
let ports: IngestPorts;
let portsWith: (timeoutMs: number) => IngestPorts;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const target = String(request.headers['x-amz-target']);
  const answers: Record<string, () => object> = {
    'secretsmanager.GetSecretValue': () => ({ SecretString: '{"current":"secret"}' }),
    'AmazonSQS.SendMessage': () => {
      const { MessageBody } = JSON.parse(body) as { MessageBody: string };
      return { MessageId: '1', MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex') };
    },
  };
  response.end(request.method === 'PUT' ? '' : JSON.stringify(answers[target]?.() ?? {}));
}

beforeEach(async () => {
  requests = 0;
  behaviour = answer;
  server = createServer((request, response) => {
    requests++;
    void behaviour(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${port}`);
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local');
  const env = {
    STAGE: 'local',
    API_URL: 'https://hooks.example',
    SETTINGS_TABLE: 'settings',
    ORDERS_TABLE: 'orders',
    ORDERS_QUEUE_URL: `http://127.0.0.1:${port}/000000000000/orders`,
    FETCHES_QUEUE_URL: `http://127.0.0.1:${port}/000000000000/fetches`,
    QUARANTINE_BUCKET: 'quarantine',
    CACHE_TTL_MS: 0,
    HTTPS_PREFIX: 'https://',
  };
  // A busy machine is no fault of the connection's.
  portsWith = (timeoutMs) => awsPorts(env, timeoutMs);
  ports = portsWith(10_000);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
});

const event: OrderEvent = { type: 'cancelled', shop: 'acme', at: '2026-01-31T12:00:00.000Z', orderId: '1' };
const entry: QuarantinedWebhook = {
  version: 1,
  id: '0b8e1c9e-1111-8111-8111-111111111111',
  shop: 'acme',
  platform: 'standard',
  receivedAt: '2026-01-31T12:00:00.000Z',
  reason: 'the body is not JSON',
  url: 'https://hooks.example/webhooks/acme',
  headers: {},
  bodyIs: 'raw',
  body: '',
};

const calls: [string, (n: number) => Promise<unknown>][] = [
  ['the settings', (n) => ports.settings.get(`shop-${n}`)],
  ['a secret', (n) => ports.secrets.get(`shop-${n}`)],
  ['a secret that is read again', (n) => ports.secrets.readAgain(`shop-${n}`)],
  // After the first it is remembered for a while that there is none.
  ['the key for gift cards', (n) => (n === 1 ? ports.settings.get('acme') : ports.cardKey.get(patience(ports)))],
  ['the queue', () => ports.queue(event)],
  ['the table', () => ports.park(event)],
  ['the bucket', () => ports.quarantine(entry)],
];

/** What the other end of a connection does that was idle for long: it knows nothing of it any more. */
function resetWhenUsedAgain(): Behaviour {
  const used = new Set<Socket>();
  return async (request, response) => {
    if (used.has(request.socket)) return void request.socket.resetAndDestroy();
    used.add(request.socket);
    await answer(request, response);
  };
}

describe.each(calls)('%s', (_what, call) => {
  it('is asked once more where a connection died while the process was frozen', async () => {
    behaviour = resetWhenUsedAgain();
    await call(1);
    await call(2);
    expect(requests).toBe(3);
  });

  it('is asked twice at most', async () => {
    behaviour = (request) => void request.socket.resetAndDestroy();
    await expect(call(2)).rejects.toBeInstanceOf(Error);
    expect(requests).toBe(2);
  });

  it('is asked once where the service answers an error', async () => {
    behaviour = (_request, response) => void response.writeHead(500).end();
    await expect(call(2)).rejects.toBeInstanceOf(Error);
    expect(requests).toBe(1);
  });

  it('is asked once where the service hangs', async () => {
    behaviour = () => undefined;
    ports = portsWith(500);
    await expect(call(2)).rejects.toBeInstanceOf(Error);
    expect(requests).toBe(1);
  });
});
