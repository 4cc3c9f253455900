import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fieldNames } from '../../lib/order/thanku/message/template.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { statusKeyHash } from '../../lib/shops/status-key.ts';
import { shopControl } from '../../lib/store/control.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { shopFile, thankflow } from './support.ts';

let aws: LocalAws;
let env: { LOCAL_DIR: string };

beforeAll(async () => {
  aws = await startLocalAws();
  env = { LOCAL_DIR: aws.folder };
});
afterAll(() => aws.close());

const json = async (...args: string[]) => {
  const ran = await thankflow([...args, '--json'], { env });
  return { ...ran, value: JSON.parse(ran.stdout) as unknown };
};

describe('shops apply, list, show', () => {
  it('brings a file into force and shows it again', async () => {
    const file = await shopFile();
    const first = await thankflow(['shops', 'apply', file], { env });
    expect(first).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(
        /^oak-shop\tcreated\t1\t.*\ndone  applied to stage local: 1 of 1\nWebhook URL of oak-shop: \S+\/webhooks\/oak-shop\n$/,
      ),
    });
    expect(first.stderr).toContain('secrets put webhook --shop oak-shop');

    const again = await json('shops', 'apply', file);
    expect(again).toMatchObject({
      code: 0,
      value: { stage: 'local', applied: [{ shop: 'oak-shop', outcome: 'unchanged' }] },
    });

    const changed = await json('shops', 'apply', await shopFile([['per: 10', 'per: 5.00']]));
    expect(changed.value).toMatchObject({
      applied: [{ outcome: 'changed', revision: 2, changes: ['thanku.impact.per'] }],
    });

    const listed = await thankflow(['shops', 'list'], { env });
    expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining('1 tree per 5.00 EUR, 1 to 100') });

    const shown = await json('shops', 'show', 'oak-shop');
    expect(shown.value).toMatchObject({
      revision: 2,
      pidPrefix: 'oak-shop-',
      settings: { thanx: { merchantId: '0042' } },
    });
  });

  it('shows what can be applied again', async () => {
    await thankflow(['shops', 'apply', await shopFile()], { env });
    const { stdout } = await thankflow(['shops', 'show', 'oak-shop'], { env });
    const file = await shopFile();
    await writeFile(file, stdout);
    expect((await json('shops', 'apply', file)).value).toMatchObject({ applied: [{ outcome: 'unchanged' }] });
  });

  it('shows an open circuit, which only other settings may end', async () => {
    const file = await shopFile();
    await thankflow(['shops', 'apply', file], { env });
    const hold = { reason: 'failures' as const, since: '2026-05-01T11:00:00.000Z' };
    await shopControl(aws.documents, aws.controlTable)('oak-shop').change((state) => ({ ...state, hold }));
    const shown = await thankflow(['shops', 'show', 'oak-shop'], { env });
    expect(shown.stdout).toContain('STOPPED: its ThankUs, circuit open since 2026-05-01 11:00Z (failures)');
    const isHeld = async () => (await shopControl(aws.documents, aws.controlTable)('oak-shop').get()).hold;
    await thankflow(['shops', 'apply', file], { env });
    expect(await isHeld()).toEqual(hold);
    const changed = await thankflow(['shops', 'apply', await shopFile([['per: 10', 'per: 11']])], { env });
    expect(changed.stdout).toContain('no order is waiting, so the next one tries');
    expect(await isHeld()).toMatchObject({ trial: true, probeAt: expect.any(Number) });
  });

  it('applies none of several files if one is wrong', async () => {
    const good = await shopFile([['shop: oak-shop', 'shop: ash-shop']]);
    const bad = await shopFile([['slug:', 'slugg:']]);
    const ran = await thankflow(['shops', 'apply', good, bad], { env });
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(`${bad}:7:3  unknown name "slugg" (did you mean "slug"?)`);
    expect(await settingsStore(aws.documents, aws.settingsTable).stored('ash-shop')).toBeUndefined();
  });

  it('tells programs the same as people', async () => {
    const file = await shopFile([['EUR', 'EURO']]);
    const { code, stderr, value } = await json('shops', 'apply', file);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(value).toMatchObject({ error: { code: 'bad-settings', problems: [{ file, line: 12, column: 15 }] } });
  });

  it('refuses two files for one shop, and a Thanx credential that the stage does not have', async () => {
    const twice = await thankflow(['shops', 'apply', await shopFile(), await shopFile()], { env });
    expect(twice).toMatchObject({ code: 1, stderr: expect.stringContaining('is also for the shop oak-shop') });
    const unknown = await thankflow(['shops', 'apply', await shopFile([['credential: main', 'credential: mian']])], {
      env,
    });
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('(did you mean "main"?)') });
  });

  it('warns of large consequences, before and beside the settings in force, and where they are written', async () => {
    await thankflow(['shops', 'apply', await shopFile()], { env });
    const file = await shopFile([['per: 10', 'per: 0.10']]);
    const warning = `warning: ${file}:11:5  a usual order (69.90 EUR) gives 100 instead of 6: check the amount`;
    const preview = await thankflow(['shops', 'preview', file, '--stage', 'local'], { env });
    expect(preview.stderr).toContain(warning);
    const applied = await json('shops', 'apply', file);
    expect(applied.stderr).toContain(warning);
    expect(applied.value).toMatchObject({ warnings: [{ line: 11, message: expect.stringContaining('instead of 6') }] });
    const late = await json('shops', 'preview', await shopFile([['2026-01-01', '2999-01-01']]));
    const inFuture = expect.objectContaining({ message: expect.stringContaining('in the future') });
    expect(late.value).toMatchObject({ warnings: expect.arrayContaining([inFuture]) });
  });

  it('says that a preview was not compared where the named stage does not answer', async () => {
    const ran = await thankflow(['shops', 'preview', await shopFile(), '--stage', 'local'], {
      env: { LOCAL_DIR: '/nowhere' },
    });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('compare with the current settings') });
  });

  it('knows the nearest shop', async () => {
    await thankflow(['shops', 'apply', await shopFile()], { env });
    const ran = await thankflow(['shops', 'show', 'oka-shop'], { env });
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('(did you mean "oak-shop"?)') });
  });
});

describe('shops preview', () => {
  const sampleFiles = ['demo-shopify', 'demo-squarespace', 'demo-standard', 'demo-woocommerce'].map(
    (name) => `local/shops/${name}.yaml`,
  );

  it.each(sampleFiles)('renders %s without a stage, and without warnings', async (file) => {
    const ran = await thankflow(['shops', 'preview', file], { env: { LOCAL_DIR: '/nowhere' } });
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).not.toMatch(/undefined|<b>|\{\{/);
  });

  it('renders each language against awkward orders, with the impact', async () => {
    const { stdout, code } = await thankflow(['shops', 'preview', await shopFile()]);
    expect(code).toBe(0);
    for (const text of [
      'Thank you, Ada, for Oak desk!',
      'Thank you, friend, for your order!',
      'Danke, dir, für deine Bestellung!',
      'Zoë 👩‍👩‍👧‍👦',
      'محمد',
      '6 trees',
      '6 Bäume',
      'another currency (69.90 USD) → 1 tree',
      'not thanked: below the minimum',
    ]) {
      expect(stdout).toContain(text);
    }
    expect(stdout).not.toContain('\u001b[');
  });

  it('renders an order of one’s own, with its receipt', async () => {
    const file = await shopFile();
    const own = ['--amount', '45', '--name', 'Grace Brewster Hopper', '--language', 'de-AT'];
    const ran = await thankflow(['shops', 'preview', file, ...own]);
    expect(ran).toMatchObject({
      code: 0,
      stdout: [
        'oak-shop, in German\n',
        '  your order (45.00 EUR) → 4 Bäume; Thanx receipt: 45.00 EUR',
        '    Danke, Grace Brewster, für Oak desk!\n\n',
      ].join('\n'),
    });
    const small = await thankflow(['shops', 'preview', file, '--amount', '5', '--currency', 'chf', '--json']);
    const receipt = { reason: 'currency' };
    expect(JSON.parse(small.stdout)).toMatchObject({
      previews: [
        { language: 'en', amount: '5.00 CHF', impact: 1, receipt },
        { language: 'de', receipt },
      ],
    });
  });

  it('warns of fields without a fallback', async () => {
    const file = await shopFile([['{{customer.firstName|friend}}', '{{customer.firstName}}']]);
    const ran = await thankflow(['shops', 'preview', file]);
    expect(ran).toMatchObject({
      code: 0,
      stderr: expect.stringContaining(`${file}:16:20  {{customer.firstName}} has no fallback`),
    });
  });

  it('does not show what looks like a secret', async () => {
    const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
    const ran = await thankflow(['shops', 'preview', await shopFile([['slug: oak-and-ash', `slug: ${secret}`]])]);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('looks like a secret');
    expect(ran.stdout + ran.stderr).not.toContain(secret.slice(6, 16));
  });
});

describe('shops fields and status-key', () => {
  it('lists every field with an example', async () => {
    const { stdout } = await thankflow(['shops', 'fields']);
    for (const name of fieldNames) expect(stdout).toContain(`{{${name}}}`);
    expect((await json('shops', 'fields')).value).toHaveLength(fieldNames.length);
  });

  it('makes a key and the hash that settings take', async () => {
    const { value } = await json('shops', 'status-key');
    const { key, hash } = value as { key: string; hash: string };
    expect(hash).toBe(statusKeyHash(key));
    const file = await shopFile([['platform:', `statusKeys: ['${hash}']\nplatform:`]]);
    expect(await thankflow(['shops', 'preview', file])).toMatchObject({ code: 0 });
    const pasted = await shopFile([['platform:', `statusKeys: ['${key}']\nplatform:`]]);
    expect((await thankflow(['shops', 'preview', pasted])).stderr).not.toContain(key);
  });
});
