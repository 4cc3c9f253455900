import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { join } from 'node:path';
import { loopback, readBody } from '../local/http/serve.ts';
import { benchShop, secretText, settingsItem } from './bench-shop.ts';

const tls = join(import.meta.dirname, '..', 'test', 'fixtures', 'tls');

export interface AwsStandIn {
  /** What makes SDK clients in another process call it. */
  env: Record<string, string>;
  queueUrl(name: string): string;
  close(): void;
}

/**
 * Serves AWS's endpoints over TLS, like AWS: over plain http, Node.js would load other code. It answers at once and keeps nothing. The tables
 * contain only the settings of `benchShop`.
 */
export async function startAwsStandIn(): Promise<AwsStandIn> {
  const certificate = join(tls, 'localhost-cert.pem');
  const options = { key: readFileSync(join(tls, 'localhost-key.pem')), cert: readFileSync(certificate) };
  const server = createServer({ ...options, keepAliveTimeout: 600_000 }, (request, response) => {
    void answer(request, response);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, loopback, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const url = `https://localhost:${address.port}`;
  return {
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

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = (await readBody(request)).toString('utf8');
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = target.split('.').at(-1) ?? '';
  const text = target === '' ? emptyBucket : JSON.stringify(answers[operation]?.(body) ?? {});
  const type = target === '' ? 'application/xml' : 'application/x-amz-json-1.0';
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}

const emptyBucket =
  '<ListBucketResult><Name>bench</Name><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>';

/** By operation. The others are answered with `{}`. */
const answers: Record<string, (body: string) => object> = {
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
