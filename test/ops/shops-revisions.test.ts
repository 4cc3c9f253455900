import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settingsKeys } from '../../lib/shops/stored-settings.ts';
import { oneShopAtATime } from './one-shop.ts';

let world: Awaited<ReturnType<typeof oneShopAtATime>>;
let oak: ReturnType<typeof world.next>;
beforeAll(async () => {
  world = await oneShopAtATime();
});
beforeEach(() => {
  oak = world.next();
});
afterAll(() => world.close());

describe('shops history', () => {
  it('lists each revision with what changed, newest first', async () => {
    await oak.apply();
    await oak.apply(['per: 10', 'per: 5']);
    expect(await world.json('shops', 'history', oak.shop)).toMatchObject({
      shop: oak.shop,
      more: false,
      revisions: [
        { revision: 2, by: 'ada', inEffect: true, changes: ['thanku.impact.per'] },
        { revision: 1, by: 'ada', inEffect: false, changes: ['created'] },
      ],
    });
    const first = await world.run('shops', 'history', oak.shop, '--limit', '1');
    expect(first.stdout).toMatch(/^2\t\S+\tada\tthanku\.impact\.per\tin effect\n$/);
    expect(first.stderr).toContain('There are more');
  });
});

describe('shops apply', () => {
  it('says what an order gives before and after, to programs too', async () => {
    await oak.apply();
    const changed = await oak.file(['per: 10', 'per: 5']);
    const ran = await world.run('shops', 'apply', changed, '--by', 'ada', '--json');
    expect(ran.stderr).toContain(`${oak.shop}: an order of 45.00 EUR: 4 trees → 9 trees`);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      differences: expect.arrayContaining([
        {
          shop: oak.shop,
          order: 'an order of 45.00 EUR',
          amount: '45.00',
          currency: 'EUR',
          paidAt: expect.any(String),
          before: { units: 4, cause: 'PlantTrees', inWords: '4 trees' },
          after: { units: 9, cause: 'PlantTrees', inWords: '9 trees' },
        },
      ]),
    });
  });
});

describe('shops rollback', () => {
  it('applies an earlier revision as a new one', async () => {
    await oak.apply();
    await oak.apply(['per: 10', 'per: 5']);
    const ran = await world.run('shops', 'rollback', oak.shop, '1', '--by', 'ada');
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringMatching(new RegExp(`^${oak.shop}\tchanged\t3\t`)) });
    expect(ran.stderr).toContain('an order of 45.00 EUR: 9 trees → 4 trees');
    expect(ran.stderr).toContain('keep what they were promised');
    expect(await oak.stored()).toMatchObject({ revision: 3, settings: { thanku: { impact: { per: '10' } } } });
    expect(await oak.audited()).toContainEqual([
      'shops rollback',
      `${oak.shop}, revision 1`,
      'done',
      `${oak.shop} changed: revision 3`,
    ]);
    expect((await world.run('shops', 'rollback', oak.shop, '1', '--by', 'ada')).stdout).toContain('unchanged');
  });

  it('refuses a revision that is not there, and what apply refuses', async () => {
    await oak.apply();
    await oak.apply(['slug: ', 'pidPrefix: B\n  slug: ']);
    expect(await world.run('shops', 'rollback', oak.shop, '7')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(`${oak.shop} has no revision 7. It has 1 to 2`),
    });
    await oak.control.change((state) => ({ ...state, ordersExist: true, pidPrefix: 'B' }));
    const refused = await world.run('shops', 'rollback', oak.shop, '1', '--by', 'ada', '--yes');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('thanku.pidPrefix from B to') });
    expect(await oak.stored()).toMatchObject({ revision: 2 });
  });

  it('refuses a revision of a newer version, and one whose Thanx credential is gone', async () => {
    await oak.apply();
    const raw = (await oak.stored())?.raw ?? {};
    const put = (revision: number, settings: object) => {
      const row = {
        ...settingsKeys.revision(oak.shop, revision),
        revision,
        settings,
        appliedAt: '2026-01-01T00:00:00.000Z',
      };
      const Item = { ...row, by: 'bob', version: 1, writer: 'x' };
      return world.aws.documents.send(new PutCommand({ TableName: world.aws.settingsTable, Item }));
    };
    await put(8, { ...raw, pausedUntil: 'May' });
    await put(9, { ...raw, thanx: { credential: 'gone', merchantId: '1', currency: 'EUR' } });
    expect((await world.run('shops', 'rollback', oak.shop, '8')).stderr).toContain("doesn't know pausedUntil");
    expect((await world.run('shops', 'rollback', oak.shop, '9')).stderr).toContain(
      `${oak.shop}, revision 9:28:15  this stage has no Thanx credential "gone"`,
    );
    expect(await oak.stored()).toMatchObject({ revision: 1 });
  });

  it('warns of keys that become valid again', async () => {
    const hash = `sha256:${'a'.repeat(64)}`;
    await oak.apply(['platform:', `statusKeys: [${hash}]\nthanksPage: { keyVersions: [2, 1] }\nplatform:`]);
    await oak.apply(['platform:', 'thanksPage: { keyVersions: [2] }\nplatform:']);
    const { stderr } = await world.run('shops', 'rollback', oak.shop, '1', '--by', 'ada');
    expect(stderr).toContain('the status key sha256:aaaaaaaa… becomes valid again');
    expect(stderr).toContain('links with key version 1 become valid again');
  });
});
