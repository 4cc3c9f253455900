import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { parse } from 'csv-parse/sync';
import stringWidth from 'string-width';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startThankuSandbox, type ThankuSandbox } from '../../../local/partners/thanku-sandbox.ts';
import { applySettings } from '../../../lib/shops/apply-settings.ts';
import { orderStore } from '../../../lib/store/orders.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { startLocalAws, type LocalAws } from '../../support/local-aws.ts';
import { thankflow } from '../support.ts';
import { plant, plantMonth } from './orders.ts';

let aws: LocalAws;
let thanku: ThankuSandbox;
/** A month that is over, whenever this runs. */
const month = '2025-10';

beforeAll(async () => {
  thanku = await startThankuSandbox({ port: 0 });
  aws = await startLocalAws({ thanku: thanku.url });
  const { documents, settingsTable, controlTable, ordersTable } = aws;
  for (const shop of ['oak', 'yew']) {
    const settings = settingsWith({ pidPrefix: `${shop}-` }, { shop, name: `The ${shop}` });
    await applySettings({ documents, settingsTable, controlTable, ordersTable }, settings, {
      by: 'test',
      now: Date.now,
    });
  }
  const store = orderStore(documents, aws.ordersTable);
  await plantMonth(store, 'oak', month, 2);
  await plant(store, {
    shop: 'yew',
    orderId: '1',
    createdAt: new Date().toISOString(),
    cause: 'PlantTrees',
    impact: 7,
  });
});
afterAll(async () => {
  await aws.close();
  await thanku.close();
});

const report = (args: readonly string[], columns?: number) =>
  thankflow(['report', ...args], { env: { LOCAL_DIR: aws.folder }, ...(columns !== undefined && { columns }) });

describe('report', () => {
  it.each([60, 80])('fits %i columns', async (columns) => {
    const { code, stdout } = await report(['--month', month, '--check'], columns);
    expect(code).toBe(0);
    const lines = stripVTControlCharacters(stdout).split('\n');
    expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
    expect(stdout).not.toMatch(/undefined|NaN|unexpected/);
    expect(stdout).toContain('The oak');
    expect(stdout).toContain('No orders.');
    expect(stdout).toContain('below the minimum');
    expect(stdout).toContain('The numbers may differ');
  });

  it('is about the current month so far, of all shops', async () => {
    const { code, stdout } = await report(['--json']);
    expect(code).toBe(0);
    const { shops, complete, timeZone } = JSON.parse(stdout);
    expect({ complete, timeZone }).toEqual({ complete: false, timeZone: 'UTC' });
    expect(shops.map(({ shop, total }: { shop: string; total: object }) => [shop, total])).toMatchObject([
      ['oak', { orders: 0 }],
      ['yew', { orders: 1, units: { trees: 7 } }],
    ]);
  });

  it('gives the same figures as JSON, CSV and HTML', async () => {
    const args = ['--shop', 'oak', '--month', month];
    const [json, csv, html] = await Promise.all(['--json', '--csv', '--html'].map((as) => report([...args, as])));
    const { total } = JSON.parse(json!.stdout).shops[0];
    const days = parse<Record<string, string>>(csv!.stdout, { columns: true });
    expect(days).toHaveLength(31);
    for (const name of ['orders', 'thanked', 'failed', 'waiting', 'trees']) {
      const sum = days.reduce((all, day) => all + Number(day[name]), 0);
      expect([name, sum]).toEqual([name, name === 'trees' ? total.units.trees : total[name]]);
    }
    expect(html!.stdout).toMatch(/^<!doctype html>/);
    expect(html!.stdout).toContain(`<strong>${total.orders}</strong> orders`);
    for (const ran of [json, csv, html]) expect(ran).toMatchObject({ code: 0, stderr: '' });
  });

  it('writes a file that only its owner can read, and no other file', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'thankflow-report-')), 'october.html');
    const ran = await report(['--month', month, '--html', '--output', file, '--check']);
    expect(ran).toMatchObject({ code: 0, stdout: '' });
    expect(ran.stderr).toContain('The numbers may differ');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain('October 2025');
    expect(await report(['--html', '--output', file])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('it already exists'),
    });
  });

  it('is not refused because ThankU does not answer', async () => {
    const nowhere = await startLocalAws();
    try {
      const { documents, settingsTable, controlTable, ordersTable } = nowhere;
      const settings = settingsWith({}, { shop: 'oak' });
      await applySettings({ documents, settingsTable, controlTable, ordersTable }, settings, {
        by: 'test',
        now: Date.now,
      });
      const ran = await thankflow(['report', '--check'], { env: { LOCAL_DIR: nowhere.folder } });
      expect(ran.code).toBe(0);
      expect(ran.stdout).toContain("ThankU's counter of oak-and-ash wasn't compared: can't reach ThankU");
    } finally {
      await nowhere.close();
    }
  });

  it.each([
    [['--month', '2026-13'], 'expected a month such as 2026-10'],
    [['--month', '2099-01'], "2099-01 hasn't begun yet"],
    [['--time-zone', 'Mars'], '"Mars" is not a time zone'],
    [['--csv', '--html'], "--csv and --html can't be combined"],
    [['--csv', '--json'], "--json and --csv can't be combined"],
    [['--output', 'x.txt'], '--output needs --csv, --html or --json'],
    [['--shop', 'oka'], '(did you mean "oak"?)'],
  ])('is refused: %j', async (args, message) => {
    const { code, stdout, stderr } = await report(args);
    expect(code).toBe(2);
    expect(stdout + stderr).toContain(message);
  });
});
