import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { settingsStore, wholly } from '../../../lib/shops/settings-store.ts';
import type { ShopSettings } from '../../../lib/shops/settings.ts';
import { shopControl } from '../../../lib/store/control.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { everyLevel, newerSettings, withNewer } from './newer.ts';
import { settingsWith } from '../order/support.ts';

let aws: LocalAws;
let count = 0;
/** A shop and a slug of their own for each test. */
let shop: string;
let slug: string;

beforeAll(async () => {
  aws = await startLocalAws();
});
afterAll(() => aws.close());
beforeEach(() => {
  count += 1;
  shop = `shop-${count}`;
  slug = `slug-${count}`;
});

const atMs = Date.parse('2026-05-01T12:00:00Z');
const apply = (settings: ShopSettings) => applySettings(aws, settings, { by: 'ada', now: () => atMs });
const settings = (thanku: Record<string, unknown> = {}, rest: Record<string, unknown> = {}) =>
  settingsWith({ slug, ...thanku }, { shop, ...rest });
const stored = () => settingsStore(aws.documents, aws.settingsTable).stored(shop);
const control = () => shopControl(aws.documents, aws.controlTable)(shop);
const haveOrders = () => control().change((state) => ({ ...state, ordersExist: true }));
const revisions = async () =>
  (await aws.all(aws.settingsTable))
    .filter(({ pk, sk }) => pk === `shop#${shop}` && String(sk).startsWith('version#'))
    .map(({ sk }) => sk)
    .sort();

describe('applySettings', () => {
  it('puts new settings in force', async () => {
    expect(await apply(settings())).toEqual({ outcome: 'created', revision: 1, changes: [] });
    expect(await stored()).toEqual({
      shop,
      raw: settings(),
      settings: settings(),
      revision: 1,
      appliedAt: '2026-05-01T12:00:00.000Z',
      by: 'ada',
    });
  });

  it('changes nothing for the same settings again', async () => {
    await apply(settings());
    expect(await apply(settings())).toMatchObject({ outcome: 'unchanged', revision: 1 });
    expect(await revisions()).toEqual(['version#000001']);
  });

  it('tells what changed and keeps every revision', async () => {
    await apply(settings());
    const changed = settings({ holdHours: 24, message: { en: 'Thanks!', de: 'Danke!' } });
    expect(await apply(changed)).toMatchObject({
      outcome: 'changed',
      revision: 2,
      changes: ['thanku.message.en', 'thanku.message.de', 'thanku.holdHours'],
    });
    expect(await revisions()).toEqual(['version#000001', 'version#000002']);
    expect((await stored())?.settings).toEqual(changed);
  });

  it('loses no revision to applies at the same time', async () => {
    await apply(settings());
    const all = await Promise.all([1, 2, 3, 4].map((holdHours) => apply(settings({ holdHours }))));
    expect(all.map(({ revision }) => revision).sort()).toEqual([2, 3, 4, 5]);
    expect(await revisions()).toHaveLength(5);
  });

  it('leaves a hold as it is: an order that is accepted lifts it', async () => {
    await apply(settings());
    const hold = { reason: 'failures' as const, since: '2026-05-01T11:00:00.000Z' };
    await control().change((state) => ({ ...state, hold }));
    await apply(settings());
    await apply(settings({ holdHours: 1 }));
    expect((await control().get()).hold).toEqual(hold);
  });
});

describe('what pids are made of', () => {
  it.each([
    ['platform', {}, { platform: 'standard' }],
    ['thanku.pidPrefix', { pidPrefix: 'other-' }, {}],
    ['thanku.slug', { slug: 'another-slug' }, {}],
  ])('%s cannot change once there are orders', async (name, thanku, rest) => {
    await apply(settings());
    await haveOrders();
    await expect(apply(settings(thanku, rest))).rejects.toMatchObject({
      code: 'bad-settings',
      message: expect.stringContaining(`change ${name} from`),
    });
    expect(await stored()).toMatchObject({ revision: 1 });
  });

  it('may change while there are none', async () => {
    await apply(settings());
    expect(await apply(settings({ pidPrefix: 'first-' }))).toMatchObject({ changes: ['thanku.pidPrefix'] });
  });

  it('may be spelt out as it was by default', async () => {
    await apply(settings());
    await haveOrders();
    expect(await apply(settings({ pidPrefix: `${shop}-` }))).toMatchObject({ outcome: 'changed' });
  });

  it.each([
    ['oak-', 'oak-'],
    ['oak', 'oak1'],
    ['oak-shop-', 'oak-'],
  ])('prefixes %s and %s under one slug are refused', async (first, second) => {
    await apply(settings({ pidPrefix: first }));
    const other = settings({ pidPrefix: second }, { shop: `${shop}-b` });
    await expect(apply(other)).rejects.toMatchObject({ code: 'bad-settings', message: expect.stringContaining(shop) });
    expect(await settingsStore(aws.documents, aws.settingsTable).stored(`${shop}-b`)).toBeUndefined();
  });

  it('the same prefix under another slug is another pid', async () => {
    await apply(settings({ pidPrefix: 'oak-' }));
    const other = settings({ pidPrefix: 'oak-', slug: `${slug}-b` }, { shop: `${shop}-b` });
    expect(await apply(other)).toMatchObject({ outcome: 'created' });
  });

  it('a prefix given up is free for another shop', async () => {
    await apply(settings({ pidPrefix: 'oak-' }));
    await apply(settings({ pidPrefix: 'ash-' }));
    const other = settings({ pidPrefix: 'oak-' }, { shop: `${shop}-b` });
    expect(await apply(other)).toMatchObject({ outcome: 'created' });
  });

  it('only one of two shops gets a prefix that both want at once', async () => {
    const both = await Promise.allSettled(
      ['a', 'b'].map((letter) => apply(settings({ pidPrefix: 'oak-' }, { shop: `${shop}-${letter}` }))),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('settings that a newer version applied', () => {
  const newer = () => withNewer(settings(), ['thanku', 'maxPerMonth'], 100);
  const applyNewer = () => applySettings(aws, newer(), { by: 'bob', now: () => atMs });
  const kept = async (revision: string) =>
    (await aws.all(aws.settingsTable)).find(({ pk, sk }) => pk === `shop#${shop}` && sk === revision)?.['settings'];

  it.each(newerSettings)('are read, with what is not known of them: %s', async (named, path, value) => {
    const full = settings(everyLevel.thanku, everyLevel.rest);
    await applySettings(aws, withNewer(full, path, value), { by: 'bob', now: () => atMs });
    const read = await stored();
    expect(read).toMatchObject({ unknown: [named], revision: 1, by: 'bob' });
    expect(() => wholly(read!)).toThrow(named);
  });

  it('are not replaced, unless somebody says so', async () => {
    await applyNewer();
    const refused = apply(settings({ holdHours: 2 }));
    await expect(refused).rejects.toMatchObject({
      code: 'settings-newer',
      message: expect.stringMatching(/thanku\.maxPerMonth .*applied 2026-05-01T12:00:00.000Z by bob.*--replace-newer/),
    });
    expect(await stored()).toMatchObject({ revision: 1, raw: newer() });
    const options = { by: 'ada', now: () => atMs, replaceNewer: true };
    expect(await applySettings(aws, settings(), options)).toMatchObject({
      outcome: 'changed',
      revision: 2,
      changes: ['thanku.maxPerMonth'],
    });
    expect((await stored())?.settings).toEqual(settings());
  });

  it('are kept with every key, also where the apply that wrote them broke off', async () => {
    await applyNewer();
    await aws.documents.send(
      new DeleteCommand({ TableName: aws.settingsTable, Key: { pk: `shop#${shop}`, sk: 'version#000001' } }),
    );
    await applySettings(aws, settings(), { by: 'ada', now: () => atMs, replaceNewer: true });
    expect(await kept('version#000001')).toEqual(newer());
    expect(await kept('version#000002')).toEqual(settings());
  });

  it('keep the pids of orders that there are', async () => {
    await applyNewer();
    await haveOrders();
    const options = { by: 'ada', now: () => atMs, replaceNewer: true };
    await expect(applySettings(aws, settings({ pidPrefix: 'ash-' }), options)).rejects.toThrow('thanku.pidPrefix');
    await expect(applySettings(aws, settings(), options)).resolves.toMatchObject({ outcome: 'changed' });
  });

  it('break nobody’s list, nor does a row that is broken altogether', async () => {
    await applyNewer();
    const broken = { pk: `shop#broken-${shop}`, sk: 'current', settings: 'gone', version: 1, writer: 'x' };
    await aws.documents.send(new PutCommand({ TableName: aws.settingsTable, Item: broken }));
    await apply(settings({ slug: `${slug}-b` }, { shop: `${shop}-b` }));
    const listed = await settingsStore(aws.documents, aws.settingsTable).list();
    await aws.documents.send(
      new DeleteCommand({ TableName: aws.settingsTable, Key: { pk: broken.pk, sk: broken.sk } }),
    );
    expect(listed.filter((one) => one.shop.includes(shop))).toMatchObject([
      { shop: `broken-${shop}`, unknown: expect.arrayContaining(['the value of settings']) },
      { shop, unknown: ['thanku.maxPerMonth'] },
      { shop: `${shop}-b`, settings: { shop: `${shop}-b` } },
    ]);
  });
});

describe('settingsStore', () => {
  it('lists all shops by id', async () => {
    await apply(settings({ slug: `${slug}-b` }, { shop: `zz-${shop}` }));
    await apply(settings({}, { shop: `aa-${shop}` }));
    const ids = (await settingsStore(aws.documents, aws.settingsTable).list()).map((one) => one.shop);
    expect(ids).toEqual(ids.toSorted());
    expect(ids).toEqual(expect.arrayContaining([`aa-${shop}`, `zz-${shop}`]));
  });

  it.each(['nobody', '', '../x', 'UPPER', 'a#b'])('knows no shop %j', async (id) => {
    expect(await settingsStore(aws.documents, aws.settingsTable).stored(id)).toBeUndefined();
  });
});
