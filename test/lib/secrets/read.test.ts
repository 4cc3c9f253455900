import {
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { ThankflowError } from '../../../lib/errors.ts';
import { secretOrLack } from '../../../lib/secrets/lacking.ts';
import { secretNames, WebhookSecret } from '../../../lib/secrets/secrets.ts';
import { liveSecrets, parseSecret, secretSource, secretsManager } from '../../../lib/secrets/read.ts';

const client = new SecretsManagerClient({ region: 'eu-central-1' });
const secrets = mockClient(client);
const read = secretsManager(client, 400);
const webhookSecretOf = secretSource(read, WebhookSecret, (shop) => secretNames.webhook('dev', shop));

beforeEach(() => secrets.reset());

describe('secretSource', () => {
  it("reads and parses the shop's secret by its name", async () => {
    secrets
      .on(GetSecretValueCommand, { SecretId: 'thankflow/dev/shops/acme/webhook' })
      .resolves({ SecretString: '{"current":"s1"}' });
    expect(await webhookSecretOf('acme')).toEqual({ current: 's1' });
  });

  it('knows a secret that does not exist from one that cannot be read', async () => {
    secrets.on(GetSecretValueCommand).rejects(new ResourceNotFoundException({ message: 'no', $metadata: {} }));
    expect(await webhookSecretOf('acme')).toBeUndefined();
    secrets.on(GetSecretValueCommand).rejects(new Error('socket hang up'));
    await expect(webhookSecretOf('acme')).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('knows a secret that AWS denies, which may be one that does not exist', async () => {
    const denied = Object.assign(new Error('User: arn:… is not authorized'), { name: 'AccessDeniedException' });
    secrets.on(GetSecretValueCommand).rejects(denied);
    await expect(webhookSecretOf('acme')).rejects.toMatchObject({ code: 'no-access' });
    expect(await secretOrLack(webhookSecretOf('acme'))).toEqual({ lacks: 'no-access' });
    secrets.on(GetSecretValueCommand).resolves({ SecretString: '{}' });
    expect(await secretOrLack(webhookSecretOf('acme'))).toEqual({ lacks: 'bad-secret' });
    secrets.on(GetSecretValueCommand).rejects(new Error('socket hang up'));
    await expect(secretOrLack(webhookSecretOf('acme'))).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('parseSecret', () => {
  it.each(['tr0ub4dor', '{"current":7,"note":"tr0ub4dor"}', '{"current":"","previous":"tr0ub4dor"}'])(
    'refuses %s without quoting it',
    (text) => {
      const parse = () => parseSecret(WebhookSecret, 'the/name', text);
      expect(parse).toThrow(ThankflowError);
      expect(parse).toThrow('the/name');
      expect(parse).not.toThrow('tr0ub4dor');
    },
  );
});

describe('liveSecrets', () => {
  const secret = { current: 'new', previous: { secret: 'old', expiresAt: '2026-01-31T12:00:00Z' } };
  const expiryMs = Date.parse('2026-01-31T12:00:00Z');

  it('takes the previous one until it expires', () => {
    expect(liveSecrets(secret, expiryMs - 1)).toEqual(['new', 'old']);
    expect(liveSecrets(secret, expiryMs)).toEqual(['new']);
    expect(liveSecrets({ current: 'only' }, 0)).toEqual(['only']);
  });
});
