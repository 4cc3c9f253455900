import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { orderStore } from '../../lib/store/orders.ts';
import { gatherReport } from '../../ops/report/gather.ts';
import { reportHtml } from '../../ops/report/html.ts';
import { monthOf } from '../../ops/report/month.ts';
import { stages } from '../../infra/stages.ts';
import { storedAs } from '../lib/order/support.ts';
import { plant, plantMonth } from '../ops/report/orders.ts';
import { contrast } from '../support/contrast.ts';
import { memoryTables } from '../support/memory-tables.ts';
import { hasChromium, startChromium } from './chromium.ts';

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

/** The report of three shops, as a file: a busy month with two causes, one huge order, and no order. */
async function reportFile(): Promise<string> {
  const tables = memoryTables();
  const store = orderStore(tables.documents, tables.orders);
  await plantMonth(store, 'oak');
  const order = {
    shop: 'elm',
    createdAt: '2026-10-31T10:00:00.000Z',
    cause: 'ProtectWildlife',
    impact: 1_000_000,
  } as const;
  await plant(store, { ...order, orderId: '1' }, { amount: '123456789.00', state: 'submitted' });
  await plant(store, { ...order, orderId: '2', state: 'simulated', simulated: true });
  await plant(store, { ...order, orderId: '3', state: 'failed', reason: 'gave-up', unanswered: 1 });
  const nowMs = Date.parse('2026-11-05T12:00:00.000Z');
  const report = await gatherReport(
    { stage: stages.prod, documents: tables.documents, ordersTable: tables.orders, controlTable: tables.control },
    {
      shops: [
        storedAs({ shop: 'oak', name: 'Oak & Ash <Furniture>' }),
        storedAs({ shop: 'elm', name: 'A-shop-with-a-very-long-name-in-one-single-word' }),
        storedAs({ shop: 'yew' }),
      ],
      month: monthOf('2026-10', 'UTC', nowMs),
      nowMs,
    },
    () => undefined,
  );
  const file = join(mkdtempSync(join(tmpdir(), 'thankflow-report-')), 'report.html');
  writeFileSync(file, reportHtml(report));
  return pathToFileURL(file).href;
}

describe.skipIf(!hasChromium)('the report as a page (skipped without Chromium)', () => {
  let browser: Browser;
  let page: Page;
  let url: string;
  /** What the browser's console complains about, and what the page asks for. */
  let problems: string[] = [];

  beforeAll(async () => {
    url = await reportFile();
    browser = await startChromium();
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    problems = [];
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
    page.on('request', (request) => request.url() !== url && problems.push(request.url()));
  });
  afterEach(() => page.close());

  describe.each(Object.entries(sizes))('on a %s', (_size, viewport) => {
    it.each(['light', 'dark'])('%s: fits, and can be read', async (scheme) => {
      await page.setViewport(viewport);
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(url);
      const seen = await page.evaluate(() => {
        const colorsOf = (element: Element, property: 'color' | 'fill') => {
          const ground = element.closest('section') ?? document.body;
          return {
            text: element.textContent?.slice(0, 30) ?? '',
            color: getComputedStyle(element)[property],
            ground: getComputedStyle(ground).backgroundColor,
          };
        };
        const shown = (element: Element) => element.getBoundingClientRect().height > 0;
        const labels = [...document.querySelectorAll('svg text.day')].filter(shown).map((label) => {
          const { left, right, top } = label.getBoundingClientRect();
          return { left, right, top };
        });
        return {
          scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
          tablesScroll: [...document.querySelectorAll('.scrolls')].some((one) => one.scrollWidth > one.clientWidth),
          texts: [
            ...[...document.querySelectorAll('h1, h2, p, li, small, strong, caption, figcaption, th, td')].map((one) =>
              colorsOf(one, 'color'),
            ),
            ...[...document.querySelectorAll('svg text')].map((one) => colorsOf(one, 'fill')),
          ],
          bars: [...document.querySelectorAll('svg rect')].map((one) => colorsOf(one, 'fill')),
          smallest: Math.min(
            ...[...document.querySelectorAll('body *')].map((one) => parseFloat(getComputedStyle(one).fontSize)),
          ),
          overlaps: labels.filter(({ left, top }, index) => {
            const before = labels[index - 1];
            return before !== undefined && before.top === top && before.right > left;
          }).length,
        };
      });
      expect(seen).toMatchObject({ scrolls: false, tablesScroll: false, overlaps: 0 });
      expect(seen.smallest).toBeGreaterThanOrEqual(12);
      // WCAG 2.2 AA: 4.5 to 1 for text, 3 to 1 for graphics.
      for (const { text, color, ground } of seen.texts)
        expect([text, contrast(color, ground) >= 4.5]).toEqual([text, true]);
      expect(seen.bars.length).toBeGreaterThan(25);
      for (const { color, ground } of seen.bars) expect(contrast(color, ground)).toBeGreaterThanOrEqual(3);
      expect(problems).toEqual([]);
    });
  });

  it('has a bar for each day, as high as what was given, and the same in the table', async () => {
    await page.goto(url);
    const seen = await page.evaluate(() => {
      const [figure] = document.querySelectorAll('figure');
      return {
        bars: [...(figure?.querySelectorAll('rect') ?? [])].map((bar) => ({
          heightPx: bar.getBoundingClientRect().height,
          title: bar.textContent ?? '',
        })),
        rows: [
          ...(document.querySelectorAll('section')[0]?.querySelectorAll('.columns > .scrolls tbody tr') ?? []),
        ].map((row) => [...row.children].map((cell) => cell.textContent ?? '')),
      };
    });
    const given = seen.rows.filter(([, , , trees]) => trees !== '0');
    expect(seen.rows).toHaveLength(31);
    expect(seen.bars.map(({ title }) => Number(/: (\d+) trees/.exec(title)?.[1]))).toEqual(
      given.map(([, , , trees]) => Number(trees)),
    );
    const pixelsPerTree = seen.bars.map(({ heightPx }, index) => heightPx / Number(given[index]?.[3]));
    expect(Math.max(...pixelsPerTree) - Math.min(...pixelsPerTree)).toBeLessThan(0.1);
  });

  it('says what a person who cannot see it needs to know', async () => {
    await page.goto(url);
    const images = await page.$$eval('svg', (all) =>
      all.map((svg) => {
        const ids = (svg.getAttribute('aria-labelledby') ?? '').split(' ');
        return ids.map((id) => document.getElementById(id)?.textContent ?? 'missing').join('. ');
      }),
    );
    expect(images).toEqual([
      expect.stringMatching(/^Trees by day in 2026-10\. \d+ trees on 2026-10-\d\d, the highest/),
      expect.stringMatching(/^Plastic \(kg\) by day in 2026-10\. [\d.]+ kg of plastic on 2026-10-\d\d, the highest/),
      expect.stringContaining('1,000,000 m² of habitat on 2026-10-31'),
    ]);
    expect(await page.$$eval('h1', (all) => all.length)).toBe(1);
    expect(await page.title()).toBe('ThankUs and receipts, October 2026');
  });

  it('prints dark text on white, also in dark mode', async () => {
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.goto(url);
    await page.emulateMediaType('print');
    const text = await page.$eval('td', (cell) => getComputedStyle(cell).color);
    expect(contrast(text, 'rgb(255, 255, 255)')).toBeGreaterThanOrEqual(7);
  });
});
