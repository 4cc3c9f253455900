import { createServer, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { expect, it } from 'vitest';
import type { Notification } from '../../../../lib/notify/notification.ts';
import { postPublicly } from '../../../../lib/notify/webhook/post-publicly.ts';
import { webhookSender } from '../../../../lib/notify/webhook/send-webhook.ts';
import { outgoingEvents } from '../../../../lib/order/outgoing-event.ts';
import { serve, url } from './evil-server.ts';

const current = `whsec_${Buffer.from('thankflow standard webhooks key!').toString('base64')}`;
const older = `whsec_${Buffer.from('the secret before it was rotated').toString('base64')}`;
const secret = { to: 'webhook' as const, current, previous: { secret: older, expiresAt: '2999-01-01T00:00:00Z' } };

const notification: Notification = {
  id: 'evt_MK3pvE6GYBcgDlUx0SZjQw8r',
  shop: 'foo',
  shopName: 'Foo',
  atMs: Date.parse('2026-01-31T12:00:00Z'),
  email: 'ada@example.com',
  event: {
    type: 'Order Thanked',
    detail: {
      shop: 'foo',
      orderId: '1',
      number: undefined,
      pid: 'foo-1',
      eventId: 'evt_MK3pvE6GYBcgDlUx0SZjQw8r',
      simulated: false,
      thanku: { id: 't1', link: 'https://thanku.example/t1' },
    },
  },
};

/** A shop's server that answers like this, one after the other, and then 200. */
async function shop(...statuses: number[]) {
  const received: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    text(request).then(
      (body) => {
        received.push({ headers: request.headers, body });
        response.writeHead(statuses.shift() ?? 200).end('the body of the answer');
      },
      () => response.destroy(),
    );
  });
  const target = { name: 'erp', to: 'webhook' as const, url: url(await serve(server), '/hook?key=hidden') };
  return { target, received };
}

const post = postPublicly({ allowLoopback: true, timeoutMs: 10_000 });

it('sends what the official library accepts, with either secret', async () => {
  const { target, received } = await shop();
  const send = webhookSender({ post, now: Date.now });
  expect(await send(target, secret, notification)).toEqual({ kind: 'delivered' });
  const [{ headers, body }] = received as [(typeof received)[0]];
  const { number: _, ...detail } = notification.event.detail as { number?: string };
  for (const key of [current, older])
    expect(new Webhook(key).verify(body, headers as Record<string, string>)).toEqual({
      type: 'order.thanked',
      timestamp: '2026-01-31T12:00:00.000Z',
      data: detail,
    });
  expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'thankflow' });
  expect(outgoingEvents['Order Thanked'].parse(JSON.parse(body).data)).toEqual(detail);
  expect(body).not.toContain('ada@example.com');
});

it('keeps the id and the body of a webhook that it sends again, with the time of the attempt', async () => {
  const { target, received } = await shop(500);
  let nowMs = Date.parse('2026-01-31T12:00:05Z');
  const send = webhookSender({ post, now: () => nowMs });
  expect(await send(target, secret, notification)).toEqual({ kind: 'retry', code: 'server error', status: 500 });
  nowMs += 60_000;
  expect(await send(target, secret, notification)).toEqual({ kind: 'delivered' });
  const [first, second] = received as [(typeof received)[0], (typeof received)[0]];
  expect(second.body).toBe(first.body);
  const ids = received.map(({ headers }) => headers['webhook-id']);
  const times = received.map(({ headers }) => headers['webhook-timestamp']);
  expect([ids, times]).toEqual([
    [notification.id, notification.id],
    ['1769860805', '1769860865'],
  ]);
});

it('tells nothing of the URL, the secrets or the answer in its outcome', async () => {
  for (const status of [200, 302, 301, 400, 401, 410, 429, 500]) {
    const { target } = await shop(status);
    const outcome = JSON.stringify(await webhookSender({ post, now: Date.now })(target, secret, notification));
    expect(outcome).not.toMatch(/hidden|hook|whsec_|body|ada@/);
  }
  const dead = { name: 'erp', to: 'webhook' as const, url: 'https://user.invalid/hook?key=hidden' };
  const outcome = await webhookSender({ post, now: Date.now })(dead, secret, notification);
  expect(outcome).toMatchObject({ kind: 'retry', code: expect.stringMatching(/^connect failed \(E\w+\)$/) });
});

it('sends events about a shop, too', async () => {
  const { target, received } = await shop();
  const detail = {
    shop: 'foo',
    eventId: 'evt_2',
    period: 'month' as const,
    in: '2026-01',
    percent: 80,
    units: 8,
    limit: 10,
  };
  const about = { ...notification, id: 'evt_2', event: { type: 'Limit Reached' as const, detail } };
  expect(await webhookSender({ post, now: Date.now })(target, secret, about)).toEqual({ kind: 'delivered' });
  expect(JSON.parse(received[0]!.body)).toEqual({
    type: 'limit.reached',
    timestamp: '2026-01-31T12:00:00.000Z',
    data: detail,
  });
});
