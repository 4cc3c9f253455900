import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeHTML } from 'entities';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { orderStatus } from '../../functions/order-status/order-status.ts';
import { questionOf } from '../../functions/order-status/question.ts';
import { statusSettings } from '../../functions/order-status/status-settings.ts';
import { routeLimits } from '../../infra/constructs/web-limits.ts';
import { ThanksPageSettings } from '../../lib/shops/thanks-page-settings.ts';
import { thanksLink } from '../../lib/thanks-link.ts';
import { eventExamples } from '../../ops/schemas/openapi/examples.ts';
import { browserAssets } from '../functions/thanks-page/support.ts';
import { settingsWith } from '../lib/order/support.ts';
import { rows } from '../ops/orders/rows.ts';
import { runNode, snippet, ways } from './support/snippets.ts';

const { data: thanked } = eventExamples['Order Thanked'];

it('docs/give-the-link.md has the ways that are tested here', () => {
  expect(ways).toEqual([
    "Compute the page's link",
    'On your own page',
    'The status API',
    'A signed webhook',
    'Shopify: a metafield',
    'WooCommerce: order meta',
    'WooCommerce: a note to the customer',
    'Klaviyo',
    'The event bus',
  ]);
});

describe('the web component on your own page', () => {
  const way = 'On your own page';

  it('has the link, and the script and the element that the stage serves', async () => {
    const link = thanksLink('https://api.example.com', 'k'.repeat(64), 'my-shop', 'A/17 & "b"');
    const code = `const { LINK: link } = process.env; ${snippet(way, 'js')} process.stdout.write(html);`;
    const html = await runNode(code, { LINK: link });
    const [, src = ''] = /<script type="module" src="([^"]*)"><\/script>/.exec(html) ?? [];
    const [, element = '', href] = /<([\w-]+) href="([^"]*)">/.exec(html) ?? [];
    expect(decodeHTML(href ?? '')).toBe(link);
    expect(Object.keys(routeLimits)).toContain(`GET ${new URL(src).pathname}`);
    expect((await browserAssets()).component).toContain(`"${element}"`);
  });

  it('has settings that are accepted', () => {
    const settings = z.strictObject({ thanksPage: ThanksPageSettings }).safeParse(parse(snippet(way, 'yaml')));
    expect(settings.error).toBeUndefined();
  });
});

describe('the status API', () => {
  const settings = statusSettings(
    'my-shop',
    settingsWith({}, { statusKeys: ['sha256:2c70e12b7a0646f92279f427c7b38e7334d8e5389cff167a1dc30e73f826b683'] }),
  );
  const posted = { id: 'abc', cause: 'PlantTrees', impact: 2 } as const;
  const known = new Map([
    ['1001', rows(posted)],
    ['A/17 & b', rows({ ...posted, impact: undefined })],
    ['1002', rows({ state: 'skipped' })],
  ]);
  let api: Server;
  beforeAll(async () => {
    api = createServer(async ({ url = '/', headers }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://localhost');
      const [, , shop] = pathname.split('/');
      const question = questionOf({
        pathParameters: { shop },
        queryStringParameters: Object.fromEntries(searchParams),
        headers: { authorization: headers.authorization },
      });
      const { statusCode, body } = await orderStatus(
        {
          settings: async () => settings,
          store: {
            order: async () => known.get(question.orderId)?.thanku,
            basket: async () => undefined,
            receipt: async () => undefined,
            giftCards: async () => undefined,
            findByNumber: async () => [],
          },
        },
        question,
      );
      response.writeHead(statusCode).end(body);
    }).listen(0, '127.0.0.1');
    await once(api, 'listening');
  });
  afterAll(() => {
    api.closeAllConnections();
    api.close();
  });

  it.each([
    ['1001', 'key', '2 trees: https://thx.to/you/abc\n'],
    ['A/17 & b', 'key', 'Your thanks: https://thx.to/you/abc\n'],
    ['1002', 'key', 'undefined\n'],
    ['unknown', 'key', 'undefined\n'],
    ['1001', 'wrong', expect.stringContaining('thankflow answered 401')],
  ])('gives the link of %s with the %s', async (orderId, statusKey, printed) => {
    const code = `const { API_URL: apiUrl, ORDER_ID: orderId, STATUS_KEY: statusKey } = process.env;
      ${snippet('The status API', 'js')} console.log(text);`;
    const apiUrl = `http://127.0.0.1:${(api.address() as AddressInfo).port}`;
    expect(await runNode(code, { API_URL: apiUrl, ORDER_ID: orderId, STATUS_KEY: statusKey })).toEqual(printed);
  });
});

describe('the event bus', () => {
  /** The arguments of each call of `aws`. */
  function callsOf(script: string): string[][] {
    const folder = mkdtempSync(join(tmpdir(), 'aws-'));
    const aws = join(folder, 'aws');
    writeFileSync(aws, '#!/bin/sh\nfor one in "$@"; do printf "%s\\n" "$one"; done\necho\n');
    chmodSync(aws, 0o755);
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
    const { stdout, stderr } = spawnSync('sh', ['-eu', '-c', script], { encoding: 'utf8', env });
    expect(stderr).toBe('');
    return stdout
      .trim()
      .split('\n\n')
      .map((call) => call.split('\n'));
  }
  const option = (call: string[] = [], name: string) => call[call.indexOf(name) + 1] ?? '';

  it('has a rule that matches the event, and leads to the function that it allows', () => {
    const [rule, permission, targets] = callsOf(snippet('The event bus', 'sh'));
    const Pattern = z.strictObject({
      source: z.tuple([z.literal('thankflow')]),
      'detail-type': z.tuple([z.literal('Order Thanked')]),
      detail: z.strictObject({ shop: z.tuple([z.literal(thanked.shop)]) }),
    });
    expect(Pattern.safeParse(JSON.parse(option(rule, '--event-pattern'))).error).toBeUndefined();
    const name = option(rule, '--name');
    const bus = option(rule, '--event-bus-name');
    expect(option(targets, '--rule')).toBe(name);
    expect(option(targets, '--event-bus-name')).toBe(bus);
    expect(option(permission, '--source-arn')).toMatch(new RegExp(`^arn:aws:events:.*:rule/${bus}/${name}$`));
    expect(option(targets, '--targets')).toMatch(new RegExp(`:function:${option(permission, '--function-name')}$`));
  });

  const { order: _, ...older } = thanked;
  it.each([
    ['an order', thanked, `${thanked.eventId}: order ${thanked.orderId} gives 2 trees: ${thanked.customerLink}\n`],
    ['a test order', { ...thanked, order: { ...thanked.order, links: {} } }, ''],
    ['an event of an older version', older, ''],
  ])('has a function that gives the link of %s', async (_name, detail, printed) => {
    const code = `${snippet('The event bus', 'js')} await handler({ detail: ${JSON.stringify(detail)} });`;
    expect(await runNode(code)).toBe(printed);
  });
});
