import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { contrast } from '../support/contrast.ts';
import { hasChromium, startChromium } from './chromium.ts';
import { posted, startSites } from './sites.ts';

const sizes = { phone: { width: 360, height: 740 }, desktop: { width: 1280, height: 800 } };

describe.skipIf(!hasChromium)("the customer's page (skipped without Chromium)", () => {
  let browser: Browser;
  let page: Page;
  let sites: Awaited<ReturnType<typeof startSites>>;
  /** What the browser's console complains about. */
  let problems: string[] = [];

  beforeAll(async () => {
    sites = await startSites();
    browser = await startChromium();
  });
  afterAll(async () => {
    await browser?.close();
    sites?.close();
  });

  beforeEach(async () => {
    Object.assign(sites.state, { row: undefined, refreshSeconds: 0.3 });
    problems = [];
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  });
  afterEach(() => page.close());

  const textOf = (selector: string) => page.$eval(selector, (element) => element.textContent?.trim());

  it('a page that waits becomes the thanks by itself, and asks no other host', async () => {
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(sites.link);
    expect(await textOf('h1')).toBe('We are preparing your thank-you');
    sites.state.row = posted;
    await page.waitForSelector('a.button');
    expect(await textOf('p')).toBe('Your order plants 2 trees.');
    expect(await page.$eval('a.button', (a) => a.getAttribute('href'))).toBe(
      'https://www.thanku.social/en/app/collect/abc',
    );
    expect(requests.filter((url) => !url.startsWith(sites.api))).toEqual([]);
    expect(problems).toEqual([]);
    expect(await page.cookies()).toEqual([]);
  });

  it('asks no more often after somebody returns to its tab, and nothing while it is hidden', async () => {
    sites.state.refreshSeconds = 3;
    const asked: number[] = [];
    await page.goto(sites.link);
    page.on('request', () => asked.push(performance.now()));
    const other = await browser.newPage();
    for (let turn = 0; turn < 5; turn++) {
      await other.bringToFront();
      await page.bringToFront();
    }
    await page.waitForRequest((request) => request.url() === sites.link);
    await page.waitForRequest((request) => request.url() === sites.link);
    await other.close();
    // The first comes three seconds after the page, the second after a longer wait.
    expect(asked.length).toBe(2);
  });

  it('stays on an order that is worth no more asking, and says so', async () => {
    await page.goto(sites.link);
    sites.state.row = { ...posted, state: 'held', notBefore: Date.now() + 3_600_000 };
    await page.waitForFunction(() => document.body.dataset['refreshSeconds'] === undefined);
    expect(await textOf('h1')).toBe('We are preparing your thank-you');
    expect(await textOf('small')).toContain('If you like, look again later.');
  });

  describe.each(Object.entries(sizes))('on a %s', (_size, viewport) => {
    it.each([
      ['en', 'light', undefined],
      ['de', 'dark', undefined],
      ['en', 'dark', posted],
      ['de', 'light', { ...posted, cause: 'CleanOcean' as const, impact: 1_000_000 }],
      ['en', 'light', { ...posted, cause: 'ProtectWildlife' as const }],
      ['de', 'dark', { ...posted, state: 'simulated' as const }],
      ['de', 'light', { ...posted, state: 'skipped' as const }],
    ])('in %s, %s: fits, can be read and reached: %#', async (language, scheme, shown) => {
      sites.state.row = shown && { ...shown, language: language as 'en' | 'de' };
      await page.setViewport(viewport);
      await page.setExtraHTTPHeaders({ 'accept-language': language });
      await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
      await page.goto(sites.link);
      const seen = await page.evaluate(() => ({
        language: document.documentElement.lang,
        scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
        background: getComputedStyle(document.body).backgroundColor,
        texts: [...document.querySelectorAll('h1, p, a, small')].map((element) => {
          const { color, backgroundColor } = getComputedStyle(element);
          return { what: element.tagName, color, backgroundColor };
        }),
        links: [...document.querySelectorAll('a')].map((a) => a.getBoundingClientRect().height),
        headings: document.querySelectorAll('h1').length,
        drawings: document.querySelectorAll('svg[aria-hidden="true"]').length,
      }));
      expect(seen).toMatchObject({ language, scrolls: false, headings: 1, drawings: 1 });
      // WCAG 2.2 AA: 4.5 to 1 for text, 24 pixels for what is tapped.
      for (const { color, backgroundColor } of seen.texts) {
        const behind = backgroundColor === 'rgba(0, 0, 0, 0)' ? seen.background : backgroundColor;
        expect(contrast(color, behind)).toBeGreaterThanOrEqual(4.5);
      }
      for (const height of seen.links) expect(height).toBeGreaterThanOrEqual(24);
    });
  });

  it('a keyboard reaches the button first, and sees where it is', async () => {
    sites.state.row = posted;
    await page.goto(sites.link);
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { outlineStyle } = getComputedStyle(document.activeElement!);
      return { className: document.activeElement!.className, outlineStyle };
    });
    expect(focused).toEqual({ className: 'button', outlineStyle: 'solid' });
  });
});
