import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { loopback, readBody } from '../local/http/serve.ts';
import { benchShop, secretText, settingsItem } from './bench-shop.ts';

const tls = join(import.meta.dirname, '..', 'test', 'fixtures', 'tls');

export interface AwsStandIn {
  url: string;
  /** What makes SDK clients in another process call it. */
  env: Record<string, string>;
  queueUrl(name: string): string;
  close(): void;
}

/** By operation. The others are answered with `{}`. */
export type Answers = Record<string, (body: string) => object>;

/** An error that AWS answers, by its name. */
export class AwsFault extends Error {}

/**
 * Serves AWS's endpoints over TLS, like AWS: over plain http, Node.js would load other code. It answers at once and keeps nothing. The tables
 * contain only the settings of `benchShop`, unless `others` answers. It also serves ThankU.
 */
export async function startAwsStandIn(others: Answers = {}): Promise<AwsStandIn> {
  const certificate = join(tls, 'localhost-cert.pem');
  const options = { key: readFileSync(join(tls, 'localhost-key.pem')), cert: readFileSync(certificate) };
  const server = createServer({ ...options, keepAliveTimeout: 600_000 }, (request, response) => {
    void answer(request, response, { ...answers, ...others });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, loopback, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const url = `https://localhost:${address.port}`;
  return {
    url,
    queueUrl: (name) => `${url}/000000000000/${name}`,
    env: {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'bench',
      AWS_SECRET_ACCESS_KEY: 'bench',
      AWS_SESSION_TOKEN: 'bench',
      NODE_EXTRA_CA_CERTS: certificate,
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, known: Answers): Promise<void> {
  const body = (await readBody(request)).toString('utf8');
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = target.split('.').at(-1) ?? '';
  if (request.url?.startsWith('/api/donate/') === true) return reply(response, 200, 'application/json', thanku());
  if (target === '') return reply(response, 200, 'application/xml', emptyBucket);
  try {
    reply(response, 200, 'application/x-amz-json-1.0', JSON.stringify(known[operation]?.(body) ?? {}));
  } catch (error) {
    if (!(error instanceof AwsFault)) throw error;
    reply(response, 400, 'application/x-amz-json-1.0', JSON.stringify({ __type: error.message }));
  }
}

function reply(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

let thankus = 0;
const thanku = () => JSON.stringify({ id: `THANKU${(thankus += 1)}`, link: `https://thanku.example/t/${thankus}` });

const emptyBucket =
  '<ListBucketResult><Name>bench</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';

const answers: Answers = {
  GetItem: (body) => (body.includes(`"shop#${benchShop.id}"`) ? { Item: settingsItem } : {}),
  Query: () => ({ Items: [], Count: 0, ScannedCount: 0 }),
  GetSecretValue: (body) => ({ Name: 'secret', SecretString: secretText(body) }),
  GetRandomPassword: () => ({ RandomPassword: 'random' }),
  // The SDK compares the hash with that of what it sent.
  SendMessage: (body) => ({ MessageId: 'message', MD5OfMessageBody: md5(String(JSON.parse(body).MessageBody)) }),
  GetQueueAttributes: () => ({
    Attributes: { ApproximateNumberOfMessages: '0', ApproximateNumberOfMessagesNotVisible: '0' },
  }),
  PutEvents: () => ({ FailedEntryCount: 0, Entries: [] }),
};

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
