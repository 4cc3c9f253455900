import { randomBytes } from 'node:crypto';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { environment } from '../../lib/env.ts';
import { parseSecret } from '../../lib/secrets/read.ts';
import { compareAndReplace, lookAtSecret, textOf } from '../../lib/secrets/writer.ts';
import { settingsRows } from '../../lib/shops/stored-settings.ts';
import { documentClient } from '../../lib/store/documents.ts';
import type { Telemetry } from '../../lib/telemetry.ts';
import type { HandshakePorts, SecretStore } from './ports.ts';

export const HandshakeEnvironment = environment('STAGE', 'SETTINGS_TABLE', 'API_URL');

/** Shopware waits five seconds. A confirmation makes a dozen calls, each within milliseconds. */
const client = {
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1000, throwOnRequestTimeout: true },
};

/** handshake's ports on AWS. It caches nothing: a secret must be read as it is. */
export function awsPorts(env: z.infer<typeof HandshakeEnvironment>, telemetry: Telemetry): HandshakePorts {
  const settingsRow = settingsRows(documentClient(client), env.SETTINGS_TABLE);
  return {
    settings: async (shop) => (await settingsRow(shop))?.settings,
    secrets: secretStore(new SecretsManagerClient(client), { application: 'thankflow', stage: env.STAGE }),
    stage: env.STAGE,
    apiUrl: env.API_URL,
    telemetry,
    now: Date.now,
    randomSecret: () => randomBytes(32).toString('hex'),
  };
}

/** @param tags of secrets that don't exist yet */
export const secretStore = (secrets: SecretsManagerClient, tags: Readonly<Record<string, string>>): SecretStore => ({
  async read(schema, name) {
    const seen = await lookAtSecret(secrets, name);
    const text = await textOf(secrets, seen);
    return { seen, value: text === undefined ? undefined : parseSecret(schema, name, text) };
  },
  lookAt: (name) => lookAtSecret(secrets, name),
  replace: (seen, value) => compareAndReplace(secrets, seen, value, tags),
});
