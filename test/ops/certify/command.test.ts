import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { secretNames } from '../../../lib/secrets/secrets.ts';
import { lookAtSecret, replaceSecret } from '../../../lib/secrets/writer.ts';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { credentialControl } from '../../../lib/store/control.ts';
import type { ThanxSandbox } from '../../../local/partners/thanx-sandbox.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { thankflow } from '../support.ts';
import { merchantId, secrets, startSandbox } from './support.ts';

let aws: LocalAws;
let thanx: ThanxSandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'thankflow-certify-'));
  thanx = await startSandbox();
  aws = await startLocalAws({ thanx: thanx.url });
  const account = { credential: 'main', merchantId, currency: 'EUR' };
  const shops = [
    [
      'basket-shop',
      { thanx: { ...account, mode: 'baskets', locationUid: 'oak-street', giftCards: { providerId: 'p-1' } } },
    ],
    ['receipt-shop', { thanx: account }],
    ['no-loyalty', {}],
  ] as const;
  for (const [shop, rest] of shops)
    await applySettings(aws, settingsWith({ slug: shop }, { shop, platform: 'standard', ...rest }), {
      by: 'ada',
      now: Date.now,
    });
  const { clientId, accessToken, merchantKey } = secrets;
  await put(secretNames.thanx('local', 'main'), { clientId, accessToken });
  await put(secretNames.thanxMerchant('local', 'main', 'basket-shop'), { merchantKey });
});
afterAll(() => Promise.all([aws.close(), thanx.close()]));

async function put(name: string, value: object) {
  const client = new SecretsManagerClient(clientConfig(aws.secrets.url, 'eu-central-1'));
  await replaceSecret(client, await lookAtSecret(client, name), value, {});
}
const run = (...args: string[]) =>
  thankflow(['thanx', 'certify', ...args], { env: { LOCAL_DIR: aws.folder }, cwd: folder });
const certified = async () => (await credentialControl(aws.documents, aws.controlTable, 'main').get()).basketsCertified;

describe('thanx certify', () => {
  it('runs everything, writes what Thanx asks for without secrets, and lets the stage send baskets', async () => {
    expect(await certified()).toBeUndefined();
    const ran = await run('--shop', 'basket-shop', '--member', secrets.member, '--to', 'baskets');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('ok     bill a basket, send it again, and refund it in full');
    expect(ran.stdout).toContain('stage local may send baskets with the Thanx credential "main"');
    expect(await certified()).toMatchObject({ by: expect.stringMatching(/^local:/), host: new URL(thanx.url).host });
    const audit = (await aws.all(aws.controlTable)).find(({ what }) => what === 'thanx certify');
    expect(audit).toMatchObject({ about: ['credential main'], outcome: 'done' });

    const files = await readdir(join(folder, 'baskets'));
    expect(files.toSorted()).toEqual(['product-guide.md', 'recording.jsonl', 'report.md']);
    const modes = await Promise.all(
      files.map(async (file) => (await stat(join(folder, 'baskets', file))).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600, 0o600]);
    const texts = await Promise.all(files.map((file) => readFile(join(folder, 'baskets', file), 'utf8')));
    const written = texts.join('') + ran.stdout;
    const { cardNumber: _, pin: __, stranger, ...mine } = secrets;
    for (const secret of [...Object.values(mine), stranger]) expect(written).not.toContain(secret);
    // Tokens, and the card that the command made up.
    expect(written).not.toMatch(/[0-9a-f]{48}|"[1-9]{16}"/);
    expect(written).toContain('redacted-card-1');
    expect(written).toContain('POST /api/baskets');
  });

  it('checks its own recording again, and writes over nothing', async () => {
    const from = join('baskets', 'recording.jsonl');
    const ran = await run('--shop', 'receipt-shop', '--from', from, '--to', 'again', '--json');
    const { outcome, mode, flows, basketsCertified } = JSON.parse(ran.stdout) as Record<string, unknown>;
    expect({ code: ran.code, outcome, mode, flows, basketsCertified }).toEqual({
      code: 0,
      outcome: 'passed',
      mode: 'baskets',
      flows: [],
      basketsCertified: true,
    });
    const [first, second] = await Promise.all(
      ['baskets', 'again'].map((at) => readFile(join(folder, at, 'recording.jsonl'), 'utf8')),
    );
    expect(second).toBe(first);
    const over = await run('--shop', 'basket-shop', '--from', from, '--to', 'again');
    expect(over).toMatchObject({ code: 2, stderr: expect.stringContaining('already exists') });
  });

  it.each([
    [['--shop', 'no-loyalty'], 1, 'sends nothing to Thanx'],
    [['--shop', 'receipt-shp'], 2, 'did you mean "receipt-shop"'],
    [['--shop', 'receipt-shop', '--member', 'ada'], 2, '--member needs an e-mail address'],
    [['--shop', 'receipt-shop', '--from', 'nowhere.jsonl'], 2, "can't read nowhere.jsonl: there is no such file"],
    [[], 2, '--shop'],
  ])('%j ends with %i', async (args, code, message) => {
    expect(await run(...args)).toMatchObject({ code, stderr: expect.stringContaining(message) });
  });
});
