import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientConfig, readEndpoints } from '../../lib/local-stack/endpoints.ts';
import { tagsOf } from '../../infra/stages.ts';
import { CardKeysSecret, PublicCardKey } from '../../lib/sealing/card-keys.ts';
import { publicKeyStore } from '../../lib/sealing/public-key-store.ts';
import { verifyStandard } from '../../lib/platforms/standard/verify.ts';
import { liveSecrets, parseSecret, secretsManager } from '../../lib/secrets/read.ts';
import { secretNames, WebhookSecret } from '../../lib/secrets/secrets.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { auditTrail } from '../../ops/audit/trail.ts';
import { writeEndpoints } from '../../local/endpoints.ts';
import { lookAtSecret, replaceSecret, textOf } from '../../lib/secrets/writer.ts';
import { settingsWith } from '../lib/order/support.ts';
import { signedWebhook } from '../../lib/senders/signed-webhook.ts';
import { webhook } from '../support/webhook.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { startSecretsProxy, type SecretsProxy } from '../support/secrets-proxy.ts';
import { thankflow } from './support.ts';

let aws: LocalAws;
let proxy: SecretsProxy;
beforeEach(async () => {
  aws = await startLocalAws();
  proxy = await startSecretsProxy(aws.secrets.url);
});
afterEach(async () => {
  await proxy.close();
  await aws.close();
});

const name = 'thankflow/local/shops/my-shop/thanku';
const tags = tagsOf({ name: 'local' });
const client = (maxAttempts = 3) =>
  new SecretsManagerClient({ ...clientConfig(proxy.url, 'eu-central-1'), maxAttempts, retryMode: 'standard' });
const described = () => client().send(new DescribeSecretCommand({ SecretId: name }));
const put = async (value: unknown, by = client()) => replaceSecret(by, await lookAtSecret(by, name), value, tags);
const current = () => JSON.parse(aws.secrets.current(name) ?? 'null') as unknown;

describe('operators who put a secret at the same time', () => {
  it.each([
    ['that has a value', async () => put('before')],
    ['that the stack made without a value', async () => aws.secrets.create([{ name }])],
    ['that does not exist', async () => undefined],
  ])('one of them changes one %s, and the others are told', async (_what, prepare) => {
    await prepare();
    const before = current();
    const operators = await Promise.all(
      Array.from({ length: 8 }, async (_, index) => {
        const own = client();
        return { own, index, seen: await lookAtSecret(own, name) };
      }),
    );
    const ended = await Promise.allSettled(
      operators.map(({ own, seen, index }) => replaceSecret(own, seen, `of operator ${index}`, tags)),
    );
    const winners = [...ended.keys()].filter((index) => ended[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(current()).toBe(`of operator ${winners[0]}`);
    for (const { reason } of ended.filter((end) => end.status === 'rejected')) {
      expect(reason).toMatchObject({ code: 'refused', message: expect.stringContaining('another operator changed') });
    }
    const { VersionIdsToStages = {} } = await described();
    const labels = Object.values(VersionIdsToStages).flat();
    // What lost is left without a label, for Secrets Manager to delete.
    const kept = before === null ? ['AWSCURRENT'] : ['AWSCURRENT', 'AWSPREVIOUS'];
    expect(labels.filter((label) => label.startsWith('AWS')).toSorted()).toEqual(kept);
    expect(Object.keys(VersionIdsToStages)).toHaveLength(kept.length);
  });

  it('a value that was put after somebody looked is not overwritten, whoever reads it', async () => {
    await put('first');
    const seen = await lookAtSecret(client(), name);
    await put('second');
    expect(await textOf(client(), seen)).toBe('"first"');
    await expect(replaceSecret(client(), seen, 'third', tags)).rejects.toMatchObject({ code: 'refused' });
    expect(current()).toBe('second');
  });

  it('a secret that was deleted meanwhile is not made again', async () => {
    const seen = { name, versionId: '00000000-0000-4000-8000-000000000000' };
    await expect(replaceSecret(client(), seen, 'mine', tags)).rejects.toMatchObject({ code: 'refused' });
    expect(aws.secrets.current(name)).toBeUndefined();
  });

  it('a secret that is scheduled for deletion is refused before anything is asked', async () => {
    const mock = mockClient(SecretsManagerClient);
    mock.on(DescribeSecretCommand).resolves({ DeletedDate: new Date(), VersionIdsToStages: {} });
    await expect(lookAtSecret(new SecretsManagerClient({}), name)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('restore-secret'),
    });
    mock.restore();
  });
});

describe('an answer that is lost', () => {
  it.each([['PutSecretValue'], ['UpdateSecretVersionStage']])('to %s does not look like a lost race', async (lost) => {
    await put('before');
    proxy.loseAnswerOnce(lost);
    await put('mine');
    expect(proxy.lost()).toEqual([lost]);
    expect(current()).toBe('mine');
  });

  it('to CreateSecret does not look like a lost race', async () => {
    proxy.loseAnswerOnce('CreateSecret');
    await put('mine');
    expect(proxy.lost()).toEqual(['CreateSecret']);
    expect(current()).toBe('mine');
  });

  it('and another value that has followed since: it was in force', async () => {
    await put('before');
    proxy.loseAnswerOnce('UpdateSecretVersionStage', async () => {
      const other = new SecretsManagerClient(clientConfig(aws.secrets.url, 'eu-central-1'));
      await put('of the next operator', other);
    });
    await put('mine');
    expect(current()).toBe('of the next operator');
  });

  it('of a command that is killed before its value is in force: nothing has changed, and the next one works', async () => {
    await put('before');
    for (let time = 0; time < 25; time++) {
      proxy.refuse('UpdateSecretVersionStage');
      await expect(put('mine', client(1))).rejects.toMatchObject({ code: 'ECONNRESET' });
      expect(current()).toBe('before');
      proxy.refuse(undefined);
    }
    await put('after');
    expect(current()).toBe('after');
  });
});

describe('the command line', () => {
  const webhookOf = (letter: string) => `whsec_${Buffer.from(letter.repeat(24)).toString('base64')}`;
  const run = (args: string[], stdin = '') => thankflow(args, { env: { LOCAL_DIR: aws.folder }, stdin });

  beforeEach(async () => {
    const settings = settingsWith({ slug: 'my-shop' }, { shop: 'my-shop', platform: 'standard' });
    await applySettings(aws, settings, { by: 'ada', now: Date.now });
    const endpoints = readEndpoints(aws.folder);
    writeEndpoints(aws.folder, { ...endpoints, aws: { ...endpoints.aws, secretsManager: proxy.url } });
  });

  const shopSigningWith = (webhookSecret: string) => ({
    id: 'my-shop',
    platform: 'standard',
    webhookSecret,
    webhookUrl: '',
    statusKey: '',
  });

  /** Runs both so that each has looked before one of them writes. */
  const both = async (first: Promise<{ code: number | null; stderr: string }>, second: typeof first) => {
    const ended = await Promise.all([first, second]);
    expect(ended.map(({ code }) => code).toSorted()).toEqual([0, 1]);
    expect(ended.find(({ code }) => code === 1)?.stderr).toMatch(/another operator .* at the same time/);
    return ended.findIndex(({ code }) => code === 0);
  };

  it('tells the second operator, and the winner’s secret verifies webhooks', async () => {
    const secret = secretNames.webhook('local', 'my-shop');
    const args = ['secrets', 'put', 'webhook', '--shop', 'my-shop'];
    proxy.gather('DescribeSecret', 2);
    const entered = [webhookOf('a'), webhookOf('b')];
    const winner = await both(run(args, entered[0]), run(args, entered[1]));

    const text = await secretsManager(client(), 5000)(secret);
    const live = liveSecrets(parseSecret(WebhookSecret, secret, text ?? ''), Date.now());
    expect(live).toEqual([entered[winner]]);
    const nowMs = Date.now();
    const isVerified = (by = '') =>
      verifyStandard(webhook(signedWebhook(shopSigningWith(by), '{}', { nowMs }).headers, '{}'), live, nowMs);
    expect([isVerified(entered[winner]), isVerified(entered[1 - winner])]).toEqual([true, false]);

    const { Tags } = await client().send(new DescribeSecretCommand({ SecretId: secret }));
    expect(Tags).toEqual([
      { Key: 'application', Value: 'thankflow' },
      { Key: 'stage', Value: 'local' },
    ]);
    const entries = await Array.fromAsync(auditTrail(aws.documents, aws.controlTable).list(nowMs - 600_000, nowMs));
    expect(entries.map(({ outcome }) => outcome).toSorted()).toEqual(['done', 'failed']);
  });

  it('keeps the key that ingest seals with and the private keys together', async () => {
    const args = ['secrets', 'put', 'gift-card-key'];
    proxy.gather('DescribeSecret', 2);
    await both(run(args), run(args));
    const { keys } = CardKeysSecret.parse(JSON.parse(aws.secrets.current(secretNames.giftCardKey('local')) ?? ''));
    const sealing = await publicKeyStore(aws.documents, aws.settingsTable).get();
    expect(keys.map(({ kid }) => kid)).toEqual([sealing?.kid]);
  });

  it('tells of another key for gift cards that came into use meanwhile', async () => {
    const store = publicKeyStore(aws.documents, aws.settingsTable);
    expect((await run(['secrets', 'put', 'gift-card-key'])).code).toBe(0);
    const first = PublicCardKey.parse(await store.get());
    const other = { ...first, kid: 'other' };
    expect(await store.replace(undefined, other)).toBe(false);
    expect(await store.replace({ ...first, kid: 'older' }, other)).toBe(false);
    expect(await store.get()).toEqual(first);
    expect(await store.replace(first, other)).toBe(true);
  });
});
