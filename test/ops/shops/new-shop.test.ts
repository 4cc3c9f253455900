import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseShopFile } from '../../../lib/shops/file/parse-yaml.ts';
import { PlatformName } from '../../../lib/shops/platform-name.ts';
import { newShop, placeholder } from '../../../ops/shops/new-shop.ts';
import { warningsOf, readShopFiles } from '../../../ops/shops/shop-files.ts';
import { stages } from '../../../infra/stages.ts';
import { thankflow } from '../support.ts';

const folder = () => mkdtemp(join(tmpdir(), 'thankflow-new-'));
const schemaOf = (text: string) => /\$schema=(\S+)/.exec(text)?.[1] ?? '';

describe('shops new', () => {
  it.each(PlatformName.options)('writes settings for %s that are right as they are', async (platform) => {
    const file = join(await folder(), 'my-shop.yaml');
    const ran = await thankflow(['shops', 'new', 'my-shop', '--platform', platform, '--out', file]);
    expect(ran).toMatchObject({ code: 0, stdout: `Written: ${file}\n` });
    expect(ran.stderr).toContain(`./thankflow shops apply ${file}`);
    const text = await readFile(file, 'utf8');
    expect(parseShopFile(text, file, stages.local)).toMatchObject({
      ok: true,
      warnings: [],
      settings: { shop: 'my-shop', platform, thanku: { slug: 'my-shop-wallet', thankuOrderId: placeholder } },
    });
    expect(existsSync(resolve(dirname(file), schemaOf(text)))).toBe(true);
    // What it comments out is right as well.
    const loyal = text.replaceAll(/^# ?(?=(thanx:| {2}(credential|merchantId|currency):))/gm, '');
    expect(parseShopFile(loyal, file, stages.local)).toMatchObject({ ok: true, settings: { thanx: {} } });
  });

  it.each(PlatformName.options)('says what a person has answered: %s', (platform) => {
    const reconcile = platform !== 'standard';
    const answers = { name: 'Oak: & "Ash"', slug: 'oak', thankuOrderId: '21', reconcile, simulate: true };
    const text = newShop('my-shop', platform, 'x.yaml', new Date(), answers);
    expect(parseShopFile(text, 'x.yaml', stages.local)).toMatchObject({
      ok: true,
      settings: { name: 'Oak: & "Ash"', thanku: { slug: 'oak', thankuOrderId: '21', simulate: true } },
    });
    expect(text.includes('reconcile: {}')).toBe(reconcile);
    expect(text).not.toMatch(/REPLACE both|REPLACE: the/);
  });

  it('writes a file that is taken, wherever it is: a path may look like a secret', () => {
    const file = '/home/Ab1Cd2Ef3Gh4/thankflow-Ij5Kl6Mn7/Op8Qr9St0Uv1Wx2/my-shop.yaml';
    expect(parseShopFile(newShop('my-shop', 'shopify', file, new Date()), file, stages.local)).toMatchObject({
      ok: true,
    });
  });

  it.each(['123', 'true', 'no', '1e3'])('takes %s for an id, and not for another kind of value', (shop) => {
    expect(parseShopFile(newShop(shop, 'shopify', 'x.yaml', new Date()), 'x.yaml')).toMatchObject({
      settings: { shop, name: shop },
    });
  });

  it('leaves a file that is there as it is', async () => {
    const file = join(await folder(), 'my-shop.yaml');
    await writeFile(file, 'mine');
    const ran = await thankflow(['shops', 'new', 'my-shop', '--platform', 'shopify', '--out', file]);
    expect(ran).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('it already exists') });
    expect(await readFile(file, 'utf8')).toBe('mine');
  });

  it('prints them where that is asked for', async () => {
    const ran = await thankflow(['shops', 'new', 'my-shop', '--platform', 'standard', '--out', '-']);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(parseShopFile(ran.stdout, 'x')).toMatchObject({ ok: true });
  });

  it('warns on a stage of the partners’ own of what is still to be replaced, and of a schema line that leads nowhere', async () => {
    const first = join(await folder(), 'my-shop.yaml');
    await writeFile(first, newShop('my-shop', 'shopify', first, new Date()));
    const warnings = async (file: string, stage: 'local' | 'prod') => {
      const [read] = await readShopFiles([file]);
      return warningsOf(read!, undefined, stages[stage]).map(({ message }) => message);
    };
    expect(await warnings(first, 'local')).toEqual([]);
    expect(await warnings(first, 'prod')).toEqual([
      expect.stringContaining('replace REPLACE-ME with the value from ThankU'),
    ]);

    const ecwid = join(await folder(), 'ecwid.yaml');
    await writeFile(ecwid, newShop('my-shop', 'ecwid', ecwid, new Date()));
    expect(await warnings(ecwid, 'prod')).toContainEqual(expect.stringContaining('replace 10000000 with'));
    expect(await warnings(ecwid, 'local')).toEqual([]);

    const moved = join(dirname(first), 'shops', 'deeper', 'my-shop.yaml');
    await mkdir(dirname(moved), { recursive: true });
    await rename(first, moved);
    const [told = ''] = await warnings(moved, 'local');
    expect(told).toContain("the schema for editors doesn't exist");
    expect(existsSync(resolve(dirname(moved), schemaOf(told)))).toBe(true);
  });
});
