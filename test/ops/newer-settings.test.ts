import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { keys } from '../../lib/store/keys.ts';
import { parking } from '../../lib/store/due.ts';
import { orderWith, settingsWith } from '../lib/order/support.ts';
import { everyLevel, withNewer } from '../lib/shops/newer.ts';
import { startLocalAws, type LocalAws } from '../support/local-aws.ts';
import { shopFile, thankflow } from './support.ts';

const oak = settingsWith(
  { slug: 'oak-and-ash', ...everyLevel.thanku },
  { ...everyLevel.rest, shop: 'oak-shop', platform: 'standard' },
);
const newer = withNewer(withNewer(oak, ['thanku', 'maxPerMonth'], 100), ['thanx', 'giftCards', 'splitBy'], 'item');
const unknown = /thanku\.maxPerMonth, thanx\.giftCards\.splitBy/;

let aws: LocalAws;
const run = (args: readonly string[], stdin = '') => thankflow(args, { env: { LOCAL_DIR: aws.folder }, stdin });
const inForce = (shop: string) => settingsStore(aws.documents, aws.settingsTable).stored(shop);
const apply = (settings: Parameters<typeof applySettings>[1]) =>
  applySettings(aws, settings, { by: 'bob', now: Date.now, replaceNewer: true });

beforeAll(async () => {
  aws = await startLocalAws();
  await apply(newer);
  await apply(settingsWith({ slug: 'elm' }, { shop: 'elm-shop', platform: 'standard' }));
});
afterAll(() => aws.close());

describe.concurrent('a shop whose settings are of a newer version', () => {
  it('stands in the list beside the others, as such', async () => {
    const listed = await run(['shops', 'list']);
    expect(listed).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/elm-shop\t.*[\s\S]*oak-shop\t.*settings-newer/),
    });
    expect(listed.stderr).toMatch(unknown);
    expect(listed.stderr).toMatch(/oak-shop .*revision 1, applied .* by bob/);
    const { stdout } = await run(['shops', 'list', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      shops: [{ shop: 'elm-shop' }, { shop: 'oak-shop', settings: { thanku: { maxPerMonth: 100 } }, by: 'bob' }],
    });
  });

  it('is shown with every key there is', async () => {
    const shown = await run(['shops', 'show', 'oak-shop']);
    expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('maxPerMonth: 100') });
    expect(shown.stdout).toMatch(unknown);
  });

  it('has its file previewed, with a warning', async () => {
    const preview = await run(['shops', 'preview', await shopFile(), '--stage', 'local']);
    expect(preview).toMatchObject({ code: 0, stderr: expect.stringMatching(unknown) });
  });

  it('is not applied over, nor is anything applied with it', async () => {
    const file = await shopFile();
    const other = await shopFile([
      ['shop: oak-shop', 'shop: ash-shop'],
      ['slug: oak-and-ash', 'slug: ash'],
    ]);
    const refused = await run(['shops', 'apply', other, file]);
    expect(refused).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--replace-newer') });
    expect(refused.stderr).toMatch(unknown);
    expect(await inForce('oak-shop')).toMatchObject({ revision: 1, raw: newer });
    expect(await inForce('ash-shop')).toBeUndefined();
  });

  it.each<[string[], string]>([
    [['secrets', 'put', 'webhook', '--shop', 'oak-shop'], `whsec_${Buffer.alloc(32, 7).toString('base64')}`],
    [['secrets', 'put', 'thanku', '--shop', 'oak-shop'], 'a-token-0123456789abcdef'],
    [['secrets', 'put', 'thanx-user', '--shop', 'oak-shop'], 'a-user-token-0123456789'],
    [['pause', '--shop', 'oak-shop', '--why', 'test'], ''],
    [['privacy', 'list', '--shop', 'oak-shop'], ''],
    [['orders', 'list'], ''],
    [['orders', 'list', '--shop', 'oak-shop'], ''],
  ])('does not keep %j from working', async (args, stdin) => {
    expect(await run(args, stdin)).toMatchObject({ code: 0 });
  });

  it('has its orders looked for', async () => {
    const ran = await run(['orders', 'find', '1001']);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('has no order “1001”') });
  });

  it('is told of by what cannot do without a key', async () => {
    const ran = await run(['orders', 'import', 'orders.jsonl', '--shop', 'oak-shop']);
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringMatching(unknown) });
    expect(ran.stderr).toContain('stuck: settings-newer');
  });

  it('is named among those that there are', async () => {
    const ran = await run(['shops', 'show', 'oak-shopp']);
    expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining('did you mean "oak-shop"?') });
  });
});

it('is replaced where somebody says so, and what waited is sent at once', async () => {
  const shop = 'fir-shop';
  await apply(withNewer(settingsWith({ slug: 'fir' }, { shop, platform: 'standard' }), ['thanku', 'maxPerMonth'], 100));
  const at = new Date().toISOString();
  const inAnHour = Date.now() + 3_600_000;
  const parked = parking(aws.documents, aws.ordersTable, Date.now);
  for (const of of [shop, 'elm-shop'])
    await parked.park(
      { type: 'paid', shop: of, at, order: orderWith() },
      { dueAtMs: inAnHour, waitsFor: 'settings-newer' },
    );
  const file = await shopFile([
    ['shop: oak-shop', `shop: ${shop}`],
    ['slug: oak-and-ash', 'slug: fir'],
  ]);
  const ran = await run(['shops', 'apply', file, '--replace-newer', '--json']);
  expect(ran).toMatchObject({ code: 0, stderr: expect.stringContaining('thanku.maxPerMonth') });
  expect(JSON.parse(ran.stdout)).toMatchObject({ applied: [{ outcome: 'changed', revision: 2 }], expedited: 1 });
  const rows = (await aws.all(aws.ordersTable)).filter(({ sk }) => sk === keys.parked('x').sk);
  expect(rows.map((row) => [row['shop'], Number(row['dueAt']) <= Date.now()])).toEqual(
    expect.arrayContaining([
      [shop, true],
      ['elm-shop', false],
    ]),
  );
});
