import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { settingsStore } from '../../../lib/shops/settings-store.ts';
import { statusKeyHash } from '../../../lib/shops/status-key.ts';
import { shopControl } from '../../../lib/store/control.ts';
import { replacementOf } from '../../../ops/shops/replacement.ts';
import { shopWith } from '../../flow/support/shops.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { shopFile, thankflow } from '../support.ts';

const applied = { revision: 3, appliedAt: '2026-11-01T12:00:00.000Z', by: 'grace' };
const oak = shopWith('oak');
const keyed = shopWith('oak', {}, { statusKeys: [statusKeyHash('tfk_1')] });
const edited = shopWith('oak', { impact: { fixed: 2 } });
const otherWallet = shopWith('oak', { slug: 'elm-wallet' });

describe('whoever applies settings of a shop that is in use', () => {
  it.each([
    ['nobody’s', undefined, false, edited, undefined],
    ['the same again', oak, true, oak, undefined],
    ['somebody else’s edit', oak, true, edited, false],
    ['another wallet', oak, false, otherWallet, true],
    ['the same without its status key', keyed, false, oak, true],
  ])('%s', (_, before, ordersExist, after, asks) => {
    const inForce = { before: before && { ...applied, settings: before }, ordersExist };
    expect(replacementOf(inForce, after, 'ada')?.asks).toBe(asks);
  });

  it('may do with their own as they like, as long as nobody has ordered', () => {
    const before = { ...applied, settings: keyed };
    expect(replacementOf({ before, ordersExist: false }, otherWallet, 'grace')).toBeUndefined();
    expect(replacementOf({ before, ordersExist: true }, edited, 'grace')).toBeUndefined();
    expect(replacementOf({ before, ordersExist: true }, otherWallet, 'grace')).toMatchObject({
      asks: true,
      message:
        'oak is in use: grace applied revision 3 at 2026-11-01 12:00Z, and the shop has orders. This replaces it',
    });
  });
});

describe('shops apply', () => {
  let aws: LocalAws;
  let env: { LOCAL_DIR: string };
  beforeAll(async () => {
    aws = await startLocalAws({ api: 'http://127.0.0.1:3000' });
    env = { LOCAL_DIR: aws.folder };
  });
  afterAll(() => aws.close());

  it('makes no other shop of one without a word, and says where webhooks go', async () => {
    const theirs = shopWith('oak-shop', { slug: 'their-wallet' }, { statusKeys: [statusKeyHash('tfk_1')] });
    await applySettings(aws, theirs, { by: 'grace', now: Date.now });
    const slug = async () =>
      (await settingsStore(aws.documents, aws.settingsTable).stored('oak-shop'))?.settings?.thanku.slug;

    const file = await shopFile();
    const refused = await thankflow(['shops', 'apply', file], { env });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(`${file}:2:7  oak-shop is in use: grace applied revision 1`);
    expect(refused.stderr).toContain('Replace oak-shop? To agree, add --yes.');
    expect(await slug()).toBe('their-wallet');

    const agreed = await thankflow(['shops', 'apply', file, '--yes'], { env });
    expect(agreed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('Webhook URL of oak-shop: http://127.0.0.1:3000/webhooks/oak-shop\n'),
    });
    expect(await slug()).toBe('oak-and-ash');
  });

  it('does not stop a script that applies what others have edited, orders or not', async () => {
    const file = await shopFile([
      ['shop: oak-shop', 'shop: ash-shop'],
      ['slug: oak-and-ash', 'slug: ash-wallet'],
    ]);
    await thankflow(['shops', 'apply', file, '--by', 'a person'], { env });
    await shopControl(aws.documents, aws.controlTable)('ash-shop').change((state) => ({ ...state, ordersExist: true }));
    const changed = await shopFile([
      ['shop: oak-shop', 'shop: ash-shop'],
      ['slug: oak-and-ash', 'slug: ash-wallet'],
      ['per: 10', 'per: 11'],
    ]);
    const ran = await thankflow(['shops', 'apply', changed, '--by', 'ci'], { env });
    expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('a person applied revision 1') });
  });
});
