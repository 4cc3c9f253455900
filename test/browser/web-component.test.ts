import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasChromium, startChromium } from './chromium.ts';
import { posted, startSites } from './sites.ts';

describe.skipIf(!hasChromium)('<thankflow-thanks> on a page of the shop (skipped without Chromium)', () => {
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

  const shown = () =>
    page.$eval('thankflow-thanks', (element) => ({
      title: element.shadowRoot?.querySelector('.title')?.textContent,
      links: [...(element.shadowRoot?.querySelectorAll('a') ?? [])].map((a) => a.href),
      button: getComputedStyle(element.shadowRoot?.querySelector('a.button') ?? element).backgroundColor,
      fallback: (element.querySelector('p')?.getBoundingClientRect().height ?? 0) > 0,
    }));

  it('keeps the fallback until there is a ThankU, then shows it in its own colours', async () => {
    await page.goto(sites.website);
    await page.waitForRequest((request) => request.url() === sites.link);
    expect(await shown()).toMatchObject({ fallback: true, links: [] });
    sites.state.row = posted;
    await page.waitForFunction(() => document.querySelector('thankflow-thanks')?.shadowRoot?.querySelector('a'));
    expect(await shown()).toMatchObject({
      title: 'Thank you!',
      links: [
        'https://www.thanku.social/en/app/collect/abc',
        'https://www.thanku.social/thanks/abc',
        'https://www.thanku.earth/certificate/328',
      ],
      button: 'rgb(10, 20, 30)',
      fallback: false,
    });
    expect(problems).toEqual([]);
  });

  it('keeps the fallback with a wrong link, and while the API fails, until it works again', async () => {
    await page.goto(`${sites.website}?${new URLSearchParams({ href: `${sites.api}/t/oak-shop?o=1&k=no` })}`);
    await page.waitForResponse((response) => response.status() === 404);
    expect(await shown()).toMatchObject({ fallback: true, links: [] });

    sites.state.row = posted;
    await page.evaluateOnNewDocument(() => {
      const { fetch } = window;
      let failed = false;
      window.fetch = async (...asked) => {
        if (failed) return await fetch(...asked);
        failed = true;
        throw new TypeError('Failed to fetch');
      };
    });
    await page.goto(sites.website);
    await page.waitForFunction(() => customElements.get('thankflow-thanks') !== undefined);
    expect(await shown()).toMatchObject({ fallback: true });
    await page.waitForFunction(() => document.querySelector('thankflow-thanks')?.shadowRoot?.querySelector('a'));
    expect(await shown()).toMatchObject({ fallback: false });
  });

  it("goes back to the fallback for another order, and once the customer's link is withdrawn", async () => {
    sites.state.row = posted;
    const hasLinks = () => document.querySelector('thankflow-thanks')?.shadowRoot?.querySelector('a') !== null;
    await page.goto(sites.website);
    await page.waitForFunction(hasLinks);
    await page.$eval('thankflow-thanks', (element) => element.setAttribute('href', '/t/oak-shop?o=2&k=no'));
    expect(await shown()).toMatchObject({ fallback: true, links: [] });

    await page.goto(sites.website);
    await page.waitForFunction(hasLinks);
    sites.state.row = { ...posted, nameErased: true };
    // As five minutes later.
    await page.setCacheEnabled(false);
    await page.$eval('thankflow-thanks', (element) => document.body.append(element));
    await page.waitForFunction(() => !document.querySelector('thankflow-thanks')?.shadowRoot?.querySelector('a'));
    expect(await shown()).toMatchObject({ fallback: true, links: [] });
  });
});
