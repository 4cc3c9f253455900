import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { componentAnswer } from '../../../functions/thanks-page/component.ts';
import { pageSettings } from '../../../functions/thanks-page/page-settings.ts';
import { questionOf } from '../../../functions/thanks-page/question.ts';
import { unavailable } from '../../../functions/thanks-page/thanks-page.ts';
import { ThankflowError } from '../../../lib/errors.ts';
import { settingsWith } from '../../lib/order/support.ts';
import { ask, browserAssets, json, origin, shop } from './support.ts';

describe('the answer', () => {
  it('lets no browser load, run or send anything else, and no search engine index it', async () => {
    const { headers, body } = await ask({ row: {} });
    expect(headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'x-content-type-options': 'nosniff',
      vary: 'accept, accept-language, origin',
    });
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; style-src 'sha256-.*frame-ancestors 'none'$/,
    );
    expect(body).not.toMatch(/ (src|style|onload)=/);
  });

  it('to HEAD is that to GET without its body', async () => {
    const { body, ...head } = await ask({ row: {}, method: 'HEAD' });
    const { body: page, ...get } = await ask({ row: {} });
    expect(body).toBe('');
    expect(page).not.toBe('');
    expect(head).toEqual(get);
  });

  it("as JSON may be read by the shop's own origins only", async () => {
    const allowed = async (from: string) => (await json({ row: {}, headers: { origin: from } })).headers;
    expect((await allowed(origin))['access-control-allow-origin']).toBe(origin);
    expect(await allowed('https://evil.example')).not.toHaveProperty('access-control-allow-origin');
    expect(await allowed('null')).not.toHaveProperty('access-control-allow-origin');
    const anyPage = { thanksPage: { origins: ['*'] } };
    const asked = { row: {}, settings: anyPage, headers: { origin: 'https://extensions.example' } };
    expect((await json(asked)).headers['access-control-allow-origin']).toBe('https://extensions.example');
    const { content } = await json({ row: {} });
    expect(content).toMatchObject({ state: 'thanked', cause: 'PlantTrees', impact: 2, language: 'en' });
    expect(content.collect).toEqual({
      href: 'https://www.thanku.social/en/app/collect/abc',
      label: 'Collect your ThankU',
    });
  });

  it.each([
    ['text/html,application/xhtml+xml,*/*;q=0.8', 'text/html; charset=utf-8'],
    ['*/*', 'text/html; charset=utf-8'],
    ['application/json', 'application/json'],
    ['image/png', 'text/html; charset=utf-8'],
  ])('to Accept: %s is %s', async (accept, type) => {
    expect((await ask({ headers: { accept } })).headers['content-type']).toBe(type);
  });

  it('is small', async () => {
    const sizes = await Promise.all([{}, { row: {} }].map(async (asked) => Buffer.byteLength((await ask(asked)).body)));
    expect(Math.max(...sizes)).toBeLessThan(15_000);
    expect(gzipSync(componentAnswer(await browserAssets()).body).length).toBeLessThan(6000);
  });
});

describe('what this version cannot read', () => {
  it('an order of a newer version waits, is reported, and is not asked for again', async () => {
    const errors: unknown[] = [];
    const failing = (code: 'bad-row' | 'unavailable') => ({
      unreadable: (error: unknown) => errors.push(error),
      order: async () => {
        throw new ThankflowError(code, 'no');
      },
    });
    const { content } = await json({ ports: failing('bad-row') });
    expect(content).toMatchObject({ state: 'waiting' });
    expect(content).not.toHaveProperty('refreshSeconds');
    expect(errors).toHaveLength(1);
    await expect(ask({ ports: failing('unavailable') })).rejects.toThrow('no');
  });

  it('settings of a newer version keep their other parts, and bring back no key', () => {
    const versions = (thanksPage: unknown) => pageSettings(shop, { ...settingsWith(), thanksPage }).keyVersions;
    expect(versions(undefined)).toEqual([1]);
    expect(versions({ origins: [] })).toEqual([1]);
    expect(versions({ keyVersions: [3, 2, 1] })).toEqual([3, 2, 1]);
    expect(versions({ keyVersions: ['next', 2] })).toEqual([2]);
    expect(versions({ keyVersions: ['next'] })).toEqual([]);
    expect(versions({ keyVersions: 'all' })).toEqual([]);
    const raw = { ...settingsWith(), name: 7, thanksPage: { keyVersions: [2], origins: [origin], more: 1 } };
    const known = { name: undefined, pidPrefix: 'oak-shop-', keyVersions: [2], origins: [origin] };
    expect(pageSettings(shop, raw)).toEqual(known);
    expect(pageSettings(shop, { thanku: {} })).toMatchObject({ keyVersions: [1], origins: [] });
  });

  it('a failure is a page too, which asks to come back', async () => {
    const question = questionOf({
      rawQueryString: '',
      headers: {},
      requestContext: { http: { method: 'GET' } },
    } as never);
    const { statusCode, headers, body } = unavailable({ assets: await browserAssets() }, question);
    expect([statusCode, headers['retry-after']]).toEqual([503, '60']);
    expect(body).toContain('Please try again in a minute.');
  });
});
