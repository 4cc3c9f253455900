import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { PlatformSecret } from '../../../lib/reconcile/platform-secret.ts';
import { AppSecret, secretNames, WebhookSecret } from '../../../lib/secrets/secrets.ts';
import { secretStore } from '../../../functions/handshake/aws-ports.ts';
import { handshake } from '../../../functions/handshake/handshake.ts';
import type { HandshakePorts, SecretStore } from '../../../functions/handshake/ports.ts';
import { register, type HandshakeOptions, type Installation } from '../../../local/platforms/shopware/handshake.ts';
import { startSecretsManager } from '../../../local/aws/secrets-manager.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';

const shop = 'garten';
export const appSecret = 'a'.repeat(20) + 'B7c8D9e0F1g2H3i4J5k6';
const names = {
  app: secretNames.app('local', shop),
  webhook: secretNames.webhook('local', shop),
  platform: secretNames.platform('local', shop),
};

/** The Shopware shop that the tests register. */
export const installation: Installation = {
  shopId: 'hRCw2xo1EDZnLco4',
  shopUrl: 'https://garten.example',
  apiKey: 'SWIARXBSDJRWEMJONFK2OHBNWA',
  secretKey: 'Q1QyaUg3ZHpnZURPeDV3ZkpncXdSRzJpNjdBeWM1WWhWYWd0NE0',
};

/** The handshake on a Secrets Manager of its own, behind HTTP, with Shopware's part as the local stack plays it. */
export async function startWorld() {
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-handshake-'));
  const secrets = await startSecretsManager(folder, { region: 'eu-central-1', accountId: '000000000000' });
  const client = new SecretsManagerClient(clientConfig(secrets.url, 'eu-central-1'));
  const telemetry = recordedTelemetry();
  const world = { nowMs: Date.parse('2026-02-03T12:00:00Z'), settings: { platform: 'shopware' } as object };
  const store = secretStore(client, { application: 'thankflow', stage: 'local' });
  const ports: HandshakePorts = {
    settings: async (id) => (id === shop ? { ...world.settings } : undefined),
    secrets: { ...store },
    stage: 'local',
    apiUrl: '',
    telemetry,
    now: () => world.nowMs,
    randomSecret: () => randomBytes(32).toString('hex'),
  };
  const ask = async (method: string, query: string, headers: Record<string, string> = {}, body = '') =>
    await handshake({ route: `${method} /handshakes/{shop}`, shop, query, headers, body: Buffer.from(body) }, ports);
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const [path = '', query = ''] = (request.url ?? '').split('?');
      const headers = Object.fromEntries(
        Object.entries(request.headersDistinct).map(([name, of]) => [name, of?.join(',')]),
      );
      const named = path.split('/').at(-1) ?? '';
      const answer = await handshake(
        { route: `${request.method} /handshakes/{shop}`, shop: named, query, headers, body: Buffer.concat(parts) },
        ports,
      );
      response.writeHead(answer.statusCode, answer.headers).end(answer.body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  ports.apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const current = (name: string): unknown => JSON.parse(secrets.current(name) ?? 'null');
  const setup = { name: 'Thankflow', secret: appSecret, registrationUrl: `${ports.apiUrl}/handshakes/${shop}` };
  secrets.replace(names.app, JSON.stringify({ name: setup.name, secret: appSecret }));
  return {
    world,
    ports,
    store,
    telemetry,
    ask,
    setup,
    /** Makes one of the handshake's calls to Secrets Manager fail once, or do something first. */
    before(call: keyof SecretStore, name: keyof typeof names, does: () => Promise<void> | void) {
      let isOver = false;
      const original = ports.secrets[call] as (...args: unknown[]) => Promise<unknown>;
      ports.secrets = {
        ...ports.secrets,
        [call]: async (...args: unknown[]) => {
          const named = args.find((arg) => typeof arg === 'string') ?? (args[0] as { name: string }).name;
          if (named === names[name] && !isOver) {
            isOver = true;
            await does();
          }
          return await original(...args);
        },
      };
    },
    register: (differs: Partial<Installation> = {}, options: Partial<HandshakeOptions> = {}) =>
      register(setup, { ...installation, ...differs }, { now: () => world.nowMs, ...options }),
    app: () => AppSecret.parse(current(names.app)),
    webhook: () => WebhookSecret.optional().parse(current(names.webhook) ?? undefined),
    platform: () => PlatformSecret.optional().parse(current(names.platform) ?? undefined),
    put: (name: keyof typeof names, value: unknown) => secrets.replace(names[name], JSON.stringify(value)),
    close: async () => {
      server.close();
      server.closeAllConnections();
      await secrets.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
export type World = Awaited<ReturnType<typeof startWorld>>;
