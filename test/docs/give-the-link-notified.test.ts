import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Liquid } from 'liquidjs';
import { describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { klaviyoSender } from '../../lib/notify/klaviyo/send-event.ts';
import type { Notification } from '../../lib/notify/notification.ts';
import { metafieldSender } from '../../lib/notify/shopify/write-metafield.ts';
import { postPublicly } from '../../lib/notify/webhook/post-publicly.ts';
import { webhookSender } from '../../lib/notify/webhook/send-webhook.ts';
import { noteText } from '../../lib/notify/woocommerce/note-text.ts';
import { metaSender } from '../../lib/notify/woocommerce/write-meta.ts';
import type { CallAdmin } from '../../lib/platforms/admin/call.ts';
import { NotifySettings, type NotifyTarget } from '../../lib/shops/notify-settings.ts';
import { eventExamples } from '../../ops/schemas/openapi/examples.ts';
import { hasPhp, skipped } from '../integrations/php.ts';
import { snippet, startNode } from './support/snippets.ts';

const { data } = eventExamples['Order Thanked'];
const page = 'https://hooks.example/t/my-shop?o=820982911946154508&k=0123456789abcdef0123456789abcdef';
// As notify-shop sends it, which knows the page.
const thanked = { ...data, order: data.order && { ...data.order, links: { ...data.order.links, page } } };
const link = 'https://thx.to/you/sUiS29M3t0CbhOvATxnS';
const notification: Notification = {
  id: thanked.eventId,
  shop: 'my-shop',
  shopName: 'My shop',
  event: { type: 'Order Thanked', detail: thanked },
  atMs: Date.parse('2026-01-31T12:00:08.410Z'),
  email: 'ada@example.com',
};
const url = 'https://my-shop.example';
const now = () => notification.atMs;

/** The only target in a way's settings. */
function targetIn<Kind extends NotifyTarget['to']>(way: string, to: Kind): Extract<NotifyTarget, { to: Kind }> {
  const { notify } = z.strictObject({ notify: NotifySettings }).parse(parse(snippet(way, 'yaml')));
  const target = notify.find((one): one is Extract<NotifyTarget, { to: Kind }> => one.to === to);
  if (notify.length !== 1 || target === undefined) throw new Error(`${way} has no settings of ${to} alone`);
  return target;
}

/** A platform that answers the same each time, and the bodies that it got. */
function platform(answer: unknown, status = 200) {
  const bodies: unknown[] = [];
  const call: CallAdmin = async ({ body = 'null' }) => {
    bodies.push(JSON.parse(body));
    return {
      status,
      headers: { 'content-type': 'application/json', date: new Date(now()).toUTCString() },
      body: JSON.stringify(answer),
    };
  };
  return { bodies, call: () => call };
}

const delivered = { kind: 'delivered' };

describe('a signed webhook', () => {
  const way = 'A signed webhook';
  const secret = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;

  it('is verified by the receiver, which gives the link, and refuses what is not signed or not true', async () => {
    const port = await freePort();
    const receiver = startNode(snippet(way, 'js'), { PORT: String(port), WEBHOOK_SECRET: secret });
    try {
      const printed = text(receiver.stdout);
      const to = `http://127.0.0.1:${port}/thankflow`;
      const unsigned = async () => (await fetch(to, { method: 'POST' })).status;
      expect(await vi.waitFor(unsigned, { timeout: 30_000 })).toBe(401);
      const send = webhookSender({ post: postPublicly({ allowLoopback: true, timeoutMs: 10_000 }), now: Date.now });
      const target = { ...targetIn(way, 'webhook'), url: to };
      const outcome = (current: string, differs: Partial<Notification> = {}) =>
        send(target, { to: 'webhook', current }, { ...notification, ...differs });
      expect(await outcome(secret)).toEqual(delivered);
      const simulated = { ...thanked, order: { ...thanked.order!, links: {} } };
      expect(await outcome(secret, { event: { type: 'Order Thanked', detail: simulated } })).toEqual(delivered);
      const limit = { type: 'Limit Reached', detail: eventExamples['Limit Reached'].data } as const;
      expect(await outcome(secret, { event: limit })).toEqual(delivered);
      const other = `whsec_${Buffer.alloc(24, 8).toString('base64')}`;
      expect(await outcome(other)).toMatchObject({ kind: 'retry', status: 401 });
      receiver.kill();
      expect(await printed).toBe(`${thanked.eventId}: order ${thanked.orderId} gives 2 trees: ${link}\n`);
    } finally {
      receiver.kill();
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

describe("Shopify's metafield", () => {
  const way = 'Shopify: a metafield';
  const liquid = new Liquid();
  const rendered = (metafields: unknown) =>
    String(liquid.parseAndRenderSync(snippet(way, 'liquid'), { order: { metafields } })).trim();

  it('is what the mail links to', async () => {
    const { call, bodies } = platform({ data: { metafieldsSet: { userErrors: [] }, metafieldsDelete: null } });
    const secret = { platform: 'shopify', url, accessToken: 'shpat_12345678' } as const;
    const send = metafieldSender({ call, now });
    const outcome = await send(
      targetIn(way, 'shopify-metafield'),
      { to: 'shopify-metafield', platform: secret },
      notification,
    );
    expect(outcome).toEqual(delivered);
    const [{ variables }] = z
      .tuple([z.object({ variables: z.object({ set: z.array(z.record(z.string(), z.string())) }) })])
      .parse(bodies);
    const written = variables.set.map(({ namespace, key, value }) => [namespace, key, value]);
    expect(written).toContainEqual(['thankflow', 'link', page]);
    expect(written).toContainEqual(['thankflow', 'thanku_link', link]);
    const fields = Object.fromEntries(variables.set.map(({ key, value }) => [key, { value }]));
    expect(rendered({ thankflow: fields })).toBe(`<a href="${link}">Your order does some good</a>`);
  });

  it('shows nothing while it is not there', () => {
    expect(rendered({})).toBe('');
    expect(rendered(undefined)).toBe('');
  });
});

describe(`WooCommerce's order meta${skipped}`, () => {
  const way = 'WooCommerce: order meta';

  /** What the snippet adds to a mail. */
  function mailed(meta: Record<string, string>, { toAdmin = false, plain = false } = {}): string {
    const code = `
      function add_action($hook, $do, $priority, $count) {
        if ($hook !== 'woocommerce_email_after_order_table') exit(1);
        $order = new class { function get_meta($key) { return json_decode(getenv('META'), true)[$key] ?? ''; } };
        $do(...array_slice([$order, (bool) getenv('TO_ADMIN'), (bool) getenv('PLAIN'), null], 0, $count));
      }
      function esc_url($text) { return htmlspecialchars($text); }
      function esc_html($text) { return htmlspecialchars($text); }
      ${snippet(way, 'php')}`;
    const env = { META: JSON.stringify(meta), TO_ADMIN: toAdmin ? '1' : '', PLAIN: plain ? '1' : '' };
    const { stdout, stderr, status } = spawnSync('php', ['-r', code], {
      encoding: 'utf8',
      env: { ...process.env, ...env },
    });
    return status === 0 ? stdout.trim() : `PHP failed: ${stdout} ${stderr}`;
  }

  it.skipIf(!hasPhp)('is what the mail links to', async () => {
    const { call, bodies } = platform({ id: Number('4711') });
    const order = { ...thanked.order!, orderId: '4711' };
    const secret = { platform: 'woocommerce', url, consumerKey: 'ck_12345678', consumerSecret: 'cs_12345678' } as const;
    const event = { type: 'Order Thanked', detail: { ...thanked, order } } as const;
    const target = targetIn(way, 'woocommerce-meta');
    const sent = await metaSender({ call })(
      target,
      { to: 'woocommerce-meta', platform: secret },
      { ...notification, event },
    );
    expect(sent).toEqual(delivered);
    const [{ meta_data }] = z
      .tuple([z.object({ meta_data: z.array(z.object({ key: z.string(), value: z.string().nullable() })) })])
      .parse(bodies);
    const meta = Object.fromEntries(meta_data.flatMap(({ key, value }) => (value === null ? [] : [[key, value]])));
    expect(mailed(meta)).toBe(`<p><a href="${link}">2 trees</a></p>`);
    expect(mailed(meta, { plain: true })).toBe(`2 trees: ${link}`);
    expect(mailed(meta, { toAdmin: true })).toBe('');
  });

  it.skipIf(!hasPhp)('adds nothing without a link, and has a text without an impact', () => {
    expect(mailed({})).toBe('');
    expect(mailed({ thankflow_thanku_link: link })).toBe(`<p><a href="${link}">Your order does some good</a></p>`);
  });
});

describe("WooCommerce's note", () => {
  it.each([
    ['en', '2 trees', `Thank you! Your order gives 2 trees: ${link}`],
    ['de', '2 Bäume', `Vielen Dank! Ihre Bestellung gibt 2 Bäume: ${link}`],
    [undefined, '2 trees', `Thank you! Your order gives 2 trees: ${link}`],
  ] as const)('in %s has the impact and the link', (language, impactInWords, note) => {
    const target = targetIn('WooCommerce: a note to the customer', 'woocommerce-note');
    expect(noteText(target, { language, impactInWords }, { link, shopName: 'My shop' })).toBe(note);
  });
});

describe('Klaviyo', () => {
  it("gets an event with the fields of the flow's mail", async () => {
    const { call, bodies } = platform({}, 202);
    const secret = { to: 'klaviyo', apiKey: 'pk_12345678' } as const;
    const outcome = await klaviyoSender({ call: call() })(targetIn('Klaviyo', 'klaviyo'), secret, notification);
    expect(outcome).toEqual(delivered);
    const { data: sent } = z
      .object({ data: z.object({ attributes: z.object({ properties: z.unknown(), metric: z.unknown() }) }) })
      .parse(bodies[0]);
    expect(sent.attributes.metric).toMatchObject({ data: { attributes: { name: 'ThankU' } } });
    // This part of Klaviyo's templates, which are Django's, means the same in Liquid.
    const mail = (event: unknown) =>
      String(new Liquid().parseAndRenderSync(snippet('Klaviyo', 'liquid'), { event })).trim();
    expect(mail(sent.attributes.properties)).toBe(
      `<p>Your order #1001 gives 2 trees.</p>\n<a href="${link}">See your thanks</a>`,
    );
    expect(mail({ links: { customer: link } })).toContain('Your order  gives something back.');
    expect(mail({ links: {} })).toBe('');
  });
});
