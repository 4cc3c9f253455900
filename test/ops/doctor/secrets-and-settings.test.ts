import { DescribeSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { sharedTokenName } from '../../../lib/secrets/thanku-tokens.ts';
import type { StoredSettings } from '../../../lib/shops/settings-store.ts';
import type { Finding } from '../../../ops/connection/finding.ts';
import { neededSecrets } from '../../../ops/doctor/needed-secrets.ts';
import { secretFindings, webhookSecrets } from '../../../ops/doctor/secrets.ts';
import { withoutShared } from '../../../ops/doctor/shared-tokens.ts';
import { settingsFindings } from '../../../ops/doctor/settings.ts';
import { shopifyEvents } from '../../support/shopify-event.ts';
import { settingsWith } from '../../lib/order/support.ts';

const said = (findings: readonly Finding[]): string[] => findings.map(({ state, code }) => `${state} ${code}`);
const todo = (findings: readonly Finding[]): string[] => findings.flatMap((finding) => finding.todo);

describe('secrets', () => {
  const shops = [
    { shop: 'oak', raw: { thanx: { credential: 'main', members: 'token', giftCards: {} }, reconcile: {} } },
    { shop: 'elm', raw: { platform: 'squarespace', notify: [{ name: 'erp', to: 'of a newer version' }] } },
    { shop: 'ash', raw: { platform: 'of a newer version', thanx: 7 } },
  ];
  const needed = neededSecrets(stages.prod, shops);
  const all = () => new Map(needed.map(({ name }) => [name, { hasValue: true, isDeleted: false }]));
  const without = (...names: string[]) => {
    const present = all();
    for (const name of names) present.delete(name);
    return secretFindings('prod', needed, present);
  };

  it('are needed as the settings say, also if they are of a newer version', () => {
    expect(needed.map(({ name }) => name.replace('thankflow/prod/', ''))).toEqual([
      'customer-key',
      'link-secret',
      'shops/oak/webhook',
      'shops/oak/thanku',
      'shops/oak/platform',
      'thanx/main',
      'gift-card-key',
      'thanx/main/users/oak',
      'shops/elm/webhook',
      'shops/elm/thanku',
      // Its orders have to be fetched.
      'shops/elm/platform',
      'shops/elm/notify',
      'shops/ash/webhook',
      'shops/ash/thanku',
    ]);
    expect(said(secretFindings('prod', needed, all()))).toEqual(['ok secrets']);
  });

  it('of Thanx’s purchase webhook are needed once somebody has put them', () => {
    const name = secretNames.thanxWebhook('prod', 'main');
    expect(webhookSecrets(stages.prod, all())).toEqual([]);
    const present = all().set(name, { hasValue: true, isDeleted: true });
    const found = secretFindings('prod', [...needed, ...webhookSecrets(stages.prod, present)], present);
    expect(said(found)).toEqual(['warning secrets-thanx-webhook']);
    expect(todo(found)).toEqual([`aws secretsmanager restore-secret --secret-id ${name}`]);
  });

  it('of the stage stop a deployment, those of a shop don’t', () => {
    expect(said(without(secretNames.linkSecret('prod')))).toEqual(['warning secrets-link-secret']);
    expect(said(without(secretNames.customerKey('prod')))).toEqual(['wrong secrets-customer-key']);
    expect(said(without(secretNames.thanx('prod', 'main')))).toEqual(['wrong secrets-thanx']);
    const webhook = without(secretNames.webhook('prod', 'ash'), secretNames.webhook('prod', 'oak'));
    expect(webhook).toMatchObject([
      {
        state: 'warning',
        means: 'The webhook secret is missing for oak, ash: webhooks are answered 503.',
        todo: ['./thankflow secrets put webhook --shop oak --stage prod'],
      },
    ]);
  });

  it('say what is behind them at the shop’s platform', () => {
    expect(without(secretNames.platform('prod', 'elm'))).toMatchObject([
      {
        code: 'secrets-fetching',
        means: expect.stringContaining('webhooks only name orders'),
        todo: ['./thankflow secrets put platform --shop elm --stage prod'],
      },
    ]);
    expect(without(secretNames.notify('prod', 'elm'))).toMatchObject([
      { state: 'warning', code: 'secrets-notify', todo: ['./thankflow shops check elm --stage prod'] },
    ]);
    const shopware = neededSecrets(stages.prod, [{ shop: 'fir', raw: { platform: 'shopware' } }]);
    const present = new Map(shopware.map(({ name }) => [name, { hasValue: true, isDeleted: false }]));
    present.delete(secretNames.webhook('prod', 'fir'));
    expect(todo(secretFindings('prod', shopware, present))).toEqual([
      './thankflow connect shopware --shop fir --stage prod',
    ]);
  });

  it('don’t include a webhook secret for a shop whose webhooks come as events', () => {
    const shop = { shop: 'oak', raw: { platform: 'shopify' } };
    const kinds = (stage: Parameters<typeof neededSecrets>[0]) => neededSecrets(stage, [shop]).map(({ kind }) => kind);
    expect(kinds(stages.prod)).toContain('webhook');
    expect(kinds({ ...stages.prod, shopifyEvents })).toEqual(kinds(stages.prod).filter((kind) => kind !== 'webhook'));
  });

  it('count as missing without a value, and if somebody deleted them', () => {
    const name = secretNames.thanx('prod', 'main');
    const empty = secretFindings('prod', needed, all().set(name, { hasValue: false, isDeleted: false }));
    expect(todo(empty)).toEqual(['./thankflow secrets put thanx --credential main --stage prod']);
    const deleted = secretFindings('prod', needed, all().set(name, { hasValue: true, isDeleted: true }));
    expect(todo(deleted)).toEqual([`aws secretsmanager restore-secret --secret-id ${name}`]);
  });
});

describe('ThankU tokens that shops share', () => {
  const shops = ['oak', 'ash', 'elm'].map((shop) => ({ shop, raw: {} }));
  const needed = neededSecrets(stages.prod, shops).filter(({ kind }) => kind === 'thanku');
  const usable = { hasValue: true, isDeleted: false };
  const shared = (shop: string) => sharedTokenName('prod', shop);
  const present = new Map([
    [secretNames.thanku('prod', 'elm'), usable],
    [shared('oak'), usable],
    [shared('ash'), usable],
  ]);
  const mock = mockClient(SecretsManagerClient);
  const aws = { stage: stages.prod, secrets: new SecretsManagerClient({}) };
  afterAll(() => mock.restore());
  beforeEach(() => {
    mock.reset();
    mock.on(DescribeSecretCommand).resolves({ VersionIdsToStages: { v1: ['AWSCURRENT'] } });
  });

  it('count as present where the secret has the shop, and nothing else is read', async () => {
    mock.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ oak: { token: 'x'.repeat(32) } }) });
    const still = await withoutShared(aws, needed, present);
    expect(still.findings).toEqual([]);
    expect(still.needed.map(({ of }) => of)).toEqual(['elm', 'ash']);
    const read = mock.commandCalls(GetSecretValueCommand).map(({ args: [{ input }] }) => input.SecretId);
    expect(read.toSorted()).toEqual([shared('oak'), shared('ash')].toSorted());
  });

  it('are missing if their secret has no value', async () => {
    const still = await withoutShared(aws, needed, new Map([[shared('oak'), { ...usable, hasValue: false }]]));
    expect([still.needed, still.findings]).toEqual([needed, []]);
  });

  it('are missing if the shop’s entry is damaged', async () => {
    mock.on(GetSecretValueCommand).resolves({ SecretString: JSON.stringify({ oak: { token: 'a b' }, ash: [] }) });
    const { needed: still } = await withoutShared(aws, needed, present);
    expect(still.map(({ of }) => of)).toEqual(['elm', 'oak', 'ash']);
  });

  it('are wrong if the whole secret is damaged, which hides nothing else that is missing', async () => {
    mock.on(GetSecretValueCommand, { SecretId: shared('oak') }).resolves({ SecretString: 'pasted' });
    mock.on(GetSecretValueCommand, { SecretId: shared('ash') }).resolves({ SecretString: '{}' });
    const { findings, needed: still } = await withoutShared(aws, needed, present);
    expect(still.map(({ of }) => of)).toEqual(['elm', 'ash']);
    expect(findings).toMatchObject([
      { state: 'wrong', means: expect.stringContaining(`${shared('oak')} isn't a JSON`) },
    ]);
  });

  it('can’t be checked by a role that reads no secret', async () => {
    const denied = Object.assign(new Error('no'), { name: 'AccessDeniedException' });
    mock.on(GetSecretValueCommand).rejects(denied);
    const { findings, needed: still } = await withoutShared(aws, needed, present);
    expect(still.map(({ of }) => of)).toEqual(['elm']);
    expect(findings).toMatchObject([{ state: 'unknown', means: expect.stringContaining('Whether 2 shops have') }]);
  });
});

describe('settings', () => {
  const row = { raw: {}, revision: 3, appliedAt: '2026-11-20T12:00:00.000Z', by: 'ada' };
  const known: StoredSettings = { shop: 'oak', ...row, settings: settingsWith() };
  const newer: StoredSettings = { shop: 'ash', ...row, unknown: ['thanku.maxPerMonth'] };
  const removed: StoredSettings = {
    shop: 'elm',
    ...row,
    unknown: ['removed'],
    removed: { at: row.appliedAt, by: 'ada' },
  };
  const of = (shops: StoredSettings[], ...waiting: string[]) => said(settingsFindings('prod', shops, new Set(waiting)));

  it('that this checkout reads are in order, and removed shops have none', () => {
    expect(of([known, removed])).toEqual(['ok settings']);
    expect(of([removed])).toEqual(['warning settings-none']);
  });

  it('of a newer version stop a deployment, and those that only the deployed functions don’t know need one', () => {
    expect(of([known, newer], 'ash')).toEqual(['wrong settings-newer']);
    expect(of([known], 'oak')).toEqual(['warning settings-unread']);
    expect(settingsFindings('prod', [newer], new Set())[0]?.means).toContain('thanku.maxPerMonth');
  });
});
