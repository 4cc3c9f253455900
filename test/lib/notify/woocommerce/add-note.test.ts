import { describe, expect, it } from 'vitest';
import { noteSender } from '../../../../lib/notify/woocommerce/add-note.ts';
import type { Notification } from '../../../../lib/notify/notification.ts';
import { wooCommerceWorld } from '../../../local/platforms/world.ts';
import { callsOf, limitReached, link, thanked, type Disturbance } from '../notification.ts';

const minute = 60_000;
const target = {
  name: 'mail',
  to: 'woocommerce-note',
  text: { en: '{{shop}} has given {{impact}} for you: {{link}}', de: 'Danke: {{link}}' },
} as const;
const platform = {
  platform: 'woocommerce',
  url: 'https://foo.example',
  consumerKey: 'ck_1',
  consumerSecret: 'cs_1',
} as const;

function world({
  permissions,
  disturbances,
}: { permissions?: 'read'; disturbances?: (Disturbance | undefined)[] } = {}) {
  const { shop, api, clock, ...rest } = wooCommerceWorld(permissions);
  const { id } = shop.place();
  const { asked, call } = callsOf(api, disturbances);
  const sender = noteSender({ call, now: clock.now });
  const send = (notification: Notification = thanked(id)) =>
    sender(target, { to: 'woocommerce-note', platform }, notification);
  return { id, shop, send, asked, clock, api, mails: () => shop.state.mails, ...rest };
}

it('mails the customer the text in their language', async () => {
  const { id, send, mails } = world();
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(mails()).toEqual([
    { order: id, to: 'ada.lovelace@example.com', text: `Oak &amp; Ash has given 2 trees for you: ${link}` },
  ]);
});

it('mails once, however often it is asked', async () => {
  const { send, mails } = world();
  await send();
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(mails()).toHaveLength(1);
});

it('mails once if the answer was lost: the next attempt finds the note', async () => {
  const { send, mails } = world({ disturbances: [undefined, 'lost after'] });
  expect(await send()).toMatchObject({ kind: 'retry', quietMs: 10 * minute });
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(mails()).toHaveLength(1);
});

it('mails despite notes of others', async () => {
  const { id, shop, send, mails } = world();
  shop.addNote(id, `We've sent the customer ${link}`, false);
  shop.addNote(id, 'Your parcel is on its way', true);
  shop.addNote(id, `${link}2`, true);
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(mails().filter(({ text }) => text.includes('2 trees'))).toHaveLength(1);
});

it('counts a note that a person has sent with the link', async () => {
  const { id, shop, send, mails } = world();
  shop.addNote(id, `See ${link}.`, true);
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(mails()).toHaveLength(1);
});

it('tells notes apart itself, where a plugin lists all of them', async () => {
  const list = [{ id: 1, note: `We've sent the customer ${link}`, customer_note: false }];
  const { send, mails } = world({ disturbances: [{ status: 200, body: JSON.stringify(list) }] });
  expect(await send()).toEqual({ kind: 'delivered' });
  expect(mails()).toHaveLength(1);
});

it('sends nothing without a link', async () => {
  const { id, send, asked } = world();
  expect(await send(thanked(id, { links: {} }))).toMatchObject({ kind: 'refused', code: 'no-link' });
  expect(await send(limitReached)).toMatchObject({ kind: 'refused', code: 'no-link' });
  expect(asked).toEqual([]);
});

it('finds no order that was deleted, before or between its two calls', async () => {
  const { id, shop, send } = world();
  shop.delete(id);
  expect(await send()).toEqual({ kind: 'no-order' });
  const between = world({ disturbances: [{ status: 200, body: '[]' }] });
  between.shop.delete(between.id);
  expect(await between.send()).toEqual({ kind: 'no-order' });
});

it('stops if the key may only read, or was revoked', async () => {
  expect(await world({ permissions: 'read' }).send()).toMatchObject({ kind: 'stop', code: 'scope' });
  const revoked = world();
  revoked.account.revoked = true;
  expect(await revoked.send()).toMatchObject({ kind: 'stop', code: 'unauthorized' });
});

it('believes no list that a cache has kept for long', async () => {
  const { send, mails, asked, clock } = world({
    disturbances: [{ status: 200, body: '[]', headers: { date: 'Fri, 20 Nov 2026 11:50:00 GMT' } }],
  });
  expect(clock.ms).toBe(Date.parse('2026-11-20T12:00:00Z'));
  expect(await send()).toMatchObject({ kind: 'retry', code: 'clock' });
  expect([mails().length, asked.length]).toEqual([0, 1]);
});

describe('looking for the note', () => {
  it.each<[string, Disturbance, object]>([
    ['a page', { status: 200, body: '<html>' }, { kind: 'retry', code: 'unavailable' }],
    ['another form', { status: 200, body: '[{"note":5}]' }, { kind: 'retry', code: 'unreadable' }],
    ['an outage', { status: 500 }, { kind: 'retry', code: 'unavailable' }],
    ['no answer', 'lost before', { kind: 'retry', code: 'unavailable' }],
    ['too many calls', { status: 429, headers: { 'retry-after': '60' } }, { kind: 'retry', afterMs: minute }],
    ['no REST API', { status: 404, body: '<html>' }, { kind: 'stop', reason: 'moved' }],
  ])('%s: nothing is mailed, and the next attempt needn’t wait', async (_, disturbance, expected) => {
    const { send, mails, asked } = world({ disturbances: [disturbance] });
    const outcome = await send();
    expect(outcome).toMatchObject(expected);
    expect(outcome).not.toHaveProperty('quietMs');
    expect([mails().length, asked.length]).toEqual([0, 1]);
  });
});

describe('an outcome that nobody knows: a late request can’t overtake the next look', () => {
  it.each<[string, Disturbance]>([
    ['no answer', 'lost before'],
    ['a failure', { status: 502, body: '<html>' }],
    ['a page', { status: 200, body: '<html>' }],
    ['a created note of another form', { status: 201, body: '{}' }],
    ['a redirect', { status: 302 }],
    ['a firewall', { status: 403, body: '<html>' }],
    ['too many calls', { status: 429, headers: { 'retry-after': '1200' } }],
  ])('%s', async (_, disturbance) => {
    const { send } = world({ disturbances: [undefined, disturbance] });
    expect(await send()).toMatchObject({ kind: 'retry', quietMs: 10 * minute });
  });

  it('unless WooCommerce says itself that it refuses the note', async () => {
    const body = JSON.stringify({ code: 'rest_invalid_param', message: 'Invalid parameter(s): note' });
    const { send } = world({ disturbances: [undefined, { status: 400, body }] });
    expect(await send()).toMatchObject({ kind: 'refused', code: 'rejected' });
  });
});
