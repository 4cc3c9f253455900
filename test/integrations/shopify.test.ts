import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { contentOf } from '../../functions/thanks-page/content.ts';
import type { View } from '../../functions/thanks-page/view.ts';
import { followThanks, linkIn, metafield, nextDelayMs, readAnswer } from '../../integrations/shopify/src/thanks.ts';

const extension = new URL('../../integrations/shopify/', import.meta.url);
const link = 'https://api.example.com/t/my-shop?o=4711&k=0123456789abcdef0123456789abcdef';
const collectLink = 'https://www.thanku.social/en/app/collect/x';
const shareLink = 'https://www.thanku.social/thanks/x';
const certificateLink = 'https://www.thanku.earth/certificate/1';
const thanked: View = {
  state: 'thanked',
  gift: { cause: 'PlantTrees', impact: 2 },
  collectLink,
  shareLink,
  certificateLink,
};
const json = (view: View): unknown => JSON.parse(JSON.stringify(contentOf(view, 'en')));

/** How the extension follows a link in a time of its own. Each answer is the next one's; the last one repeats. */
async function follow(answers: (() => Response | Promise<Response>)[], asked: RequestInit[] = []) {
  let nowMs = 1_000_000;
  const page = new AbortController();
  const waitedMs: number[] = [];
  const shown = await followThanks(link, {
    fetch: async (_, init = {}) => {
      asked.push(init);
      return (answers[asked.length - 1] ?? answers.at(-1)!)();
    },
    nowMs: () => nowMs,
    wait: async (delayMs) => {
      waitedMs.push(delayMs);
      nowMs += delayMs;
      if (waitedMs.length > 1000) page.abort();
    },
    signal: page.signal,
  });
  return { shown, waitedMs };
}
const page = (view: View) => () => Response.json(json(view));
const status = (code: number) => () => new Response('', { status: code });

describe("the Shopify extension finds the order's link", () => {
  const entry = (type: string, value: unknown, key = 'link', namespace = 'thankflow') => ({
    target: { type },
    metafield: { namespace, key, value },
  });

  it("in the order's metafield", () => {
    expect(linkIn([entry('product', 'x'), entry('order', 'x', 'other'), entry('order', link)])).toBe(link);
  });

  it.each([
    ['no metafield', []],
    ['a metafield of the cart, which customers can write', [entry('cart', link)]],
    ['another namespace', [entry('order', link, 'link', 'other')]],
    ['another key', [entry('order', link, 'other')]],
    ['an address that is not https', [entry('order', 'javascript:alert(1)')]],
    ['a number', [entry('order', 5)]],
  ])('but not in %s', (_, entries) => {
    expect(linkIn(entries)).toBeUndefined();
  });
});

describe('the Shopify extension shows', () => {
  it('the title, the text and the links of a ThankU', () => {
    expect(readAnswer(200, json(thanked))).toEqual({
      thanks: {
        title: 'Thank you!',
        text: 'Your order plants 2 trees.',
        button: { href: collectLink, label: 'Collect your ThankU' },
        links: [
          { href: shareLink, label: 'Share it' },
          { href: certificateLink, label: 'See the certificate' },
        ],
      },
    });
  });

  it('only the words of a simulated one', () => {
    expect(readAnswer(200, json({ state: 'simulated' }))).toMatchObject({
      thanks: { title: 'This is a test', button: undefined, links: [] },
    });
  });

  it('no link that is not https', () => {
    const content = { ...contentOf(thanked, 'en'), collect: { href: 'javascript:alert(1)', label: 'x' }, share: 'x' };
    expect(readAnswer(200, content)).toMatchObject({
      thanks: { button: undefined, links: [{ href: certificateLink }] },
    });
  });

  it.each<[string, number | undefined, unknown, number | undefined]>([
    ['while the order waits', 200, json({ state: 'waiting', refreshSeconds: 3 }), 3000],
    ['if waiting is not worth it', 200, json({ state: 'waiting' }), undefined],
    ['if the order gets none', 200, json({ state: 'none' }), undefined],
    ['for a state of a newer version', 200, { state: 'new' }, undefined],
    ['for a wrong link', 404, json({ state: 'unknown' }), undefined],
    ['if thankflow cannot tell', 503, json({ state: 'unavailable' }), 5000],
    ['if there are too many requests', 429, undefined, 5000],
    ['without an answer', undefined, undefined, 5000],
    ['for something else than an object', 200, 'text', 5000],
  ])('nothing %s', (_, code, content, askAgainAfterMs) => {
    expect(readAnswer(code, content)).toEqual(askAgainAfterMs === undefined ? {} : { askAgainAfterMs });
  });
});

describe('the Shopify extension asks', () => {
  it('until there is a ThankU, less and less often', async () => {
    const waiting = page({ state: 'waiting', refreshSeconds: 3 });
    const { shown, waitedMs } = await follow([waiting, waiting, waiting, page(thanked)]);
    expect(shown?.title).toBe('Thank you!');
    expect(waitedMs.map(Math.round)).toEqual([3000, 4200, 5880]);
  });

  it('for ten minutes at most, and at least every 30 seconds', async () => {
    const { shown, waitedMs } = await follow([page({ state: 'waiting', refreshSeconds: 3 })]);
    const totalMs = waitedMs.reduce((sum, delayMs) => sum + delayMs, 0);
    expect(shown).toBeUndefined();
    expect(totalMs).toBeLessThanOrEqual(600_000);
    expect(totalMs).toBeGreaterThan(570_000);
    expect(Math.max(...waitedMs)).toBe(30_000);
  });

  it('not earlier than the stage wants, and not after ten minutes in all', () => {
    expect(nextDelayMs({ askAgainAfterMs: 60_000 }, 5000, 0)).toBe(60_000);
    expect(nextDelayMs({ askAgainAfterMs: 60_000 }, 5000, 540_000)).toBe(60_000);
    expect(nextDelayMs({ askAgainAfterMs: 60_000 }, 5000, 540_001)).toBeUndefined();
  });

  it('again after a network failure, an error, and an answer that is not JSON', async () => {
    const broken = () => Promise.reject(new TypeError('Failed to fetch'));
    const html = () => new Response('<html>');
    const { shown } = await follow([broken, status(503), status(429), html, page(thanked)]);
    expect(shown?.title).toBe('Thank you!');
  });

  it('once if the answer is final', async () => {
    expect(await follow([page({ state: 'none' })])).toEqual({ shown: undefined, waitedMs: [] });
    expect(await follow([status(404)])).toEqual({ shown: undefined, waitedMs: [] });
  });

  it('for JSON, without cookies and without a header that needs a preflight', async () => {
    const asked: RequestInit[] = [];
    await follow([page(thanked)], asked);
    expect(asked).toMatchObject([{ credentials: 'omit', signal: expect.any(AbortSignal) }]);
    expect(asked[0]?.headers).toEqual({ accept: 'application/json' });
  });

  it('no more once the customer has left', async () => {
    const left = AbortSignal.abort();
    const fetch = () => Promise.reject(new Error('asked'));
    const ports = { fetch, nowMs: () => 0, wait: () => Promise.reject(new Error('waited')), signal: left };
    expect(await followThanks(link, ports)).toBeUndefined();
  });
});

describe("the Shopify extension's files", () => {
  const settings = readFileSync(new URL('shopify.extension.toml', extension), 'utf8');
  const modules = [...settings.matchAll(/^module = "(.*)"$/gm)].map(([, path]) => new URL(path ?? '', extension));

  it('declare the metafield that the code reads', () => {
    expect(settings).toContain(`namespace = "${metafield.namespace}"\nkey = "${metafield.key}"`);
    expect(modules.map(existsSync)).toEqual([true, true]);
  });

  it('can be built, well below the 64 KB that Shopify allows', async () => {
    const { outputFiles } = await build({
      entryPoints: modules.map((module) => fileURLToPath(module)),
      bundle: true,
      write: false,
      minify: true,
      outdir: 'unused',
      format: 'esm',
      external: ['preact', '@shopify/ui-extensions'],
    });
    for (const { contents } of outputFiles) expect(contents.length).toBeLessThan(8 * 1024);
    expect(outputFiles).toHaveLength(2);
  });
});
