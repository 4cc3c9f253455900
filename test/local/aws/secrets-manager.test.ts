import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { startSecretsManager, type SecretsManager } from '../../../local/aws/secrets-manager.ts';

const account = { region: 'eu-central-1', accountId: '000000000000' };

describe('the local Secrets Manager, by the real client', () => {
  let folder: string;
  let server: SecretsManager;
  let client: SecretsManagerClient;
  const start = async () => {
    server = await startSecretsManager(folder, account);
    client = new SecretsManagerClient(clientConfig(server.url, account.region));
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'thankflow-secrets-'));
    await start();
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const create = (SecretString?: string) => client.send(new CreateSecretCommand({ Name: 'a/b', SecretString }));
  const get = (rest: { VersionStage?: string; VersionId?: string } = {}, SecretId = 'a/b') =>
    client.send(new GetSecretValueCommand({ SecretId, ...rest }));
  const put = (SecretString: string, rest: { ClientRequestToken?: string; VersionStages?: string[] } = {}) =>
    client.send(new PutSecretValueCommand({ SecretId: 'a/b', SecretString, ...rest }));

  it('gives back what was put in, by name and by ARN', async () => {
    const { ARN } = await create('one');
    expect(ARN).toMatch(/^arn:aws:secretsmanager:eu-central-1:000000000000:secret:a\/b-\w{6}$/);
    expect((await get()).SecretString).toBe('one');
    expect((await get({}, ARN)).SecretString).toBe('one');
    expect((await get({}, ARN?.slice(0, -7))).SecretString).toBe('one');
  });

  it('moves the staging labels when a new value is put', async () => {
    await create('one');
    await put('two');
    expect((await get()).SecretString).toBe('two');
    expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
    await put('three');
    expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('two');
    const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId: 'a/b' }));
    expect(Object.values(VersionIdsToStages).sort()).toEqual([['AWSCURRENT'], ['AWSPREVIOUS']]);
  });

  it('leaves the current value alone when another stage is named', async () => {
    await create('one');
    const { VersionId = '' } = await put('next', { VersionStages: ['AWSPENDING'] });
    expect((await get()).SecretString).toBe('one');
    expect((await get({ VersionStage: 'AWSPENDING' })).SecretString).toBe('next');
    expect((await get({ VersionId })).SecretString).toBe('next');
  });

  it('takes the same request twice as one, and refuses its token for another value', async () => {
    await create('one');
    const ClientRequestToken = '0a1b2c3d-0000-4000-8000-000000000000';
    await put('two', { ClientRequestToken });
    await put('two', { ClientRequestToken });
    expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
    await expect(put('other', { ClientRequestToken })).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('answers as the real one when there is no such secret, or no value yet', async () => {
    await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(put('x')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await create();
    await expect(get()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(create('again')).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });

  it('keeps what it holds over a restart, where only its owner can read it', async () => {
    await create('one');
    await server.close();
    await start();
    expect((await get()).SecretString).toBe('one');
    expect((await stat(join(folder, 'secrets.json'))).mode & 0o077).toBe(0);
  });

  it('makes the secrets of the template once, and fills those that have no value', async () => {
    server.create([{ name: 'a/b', value: 'first' }, { name: 'empty' }]);
    server.create([
      { name: 'a/b', value: 'second' },
      { name: 'empty', value: 'filled' },
    ]);
    expect((await get()).SecretString).toBe('first');
    expect(server.current('empty')).toBe('filled');
  });
});
