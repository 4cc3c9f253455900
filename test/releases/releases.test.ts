import { isDeepStrictEqual } from 'node:util';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openObject } from '../../lib/open-object.ts';

import { readDeadMessage } from '../../ops/dlq/dead-message.ts';
import { FetchesMessage } from '../../lib/lookup/fetches-message.ts';
import { OrdersMessage, WakeNotices } from '../../lib/order/event.ts';
import { LoyaltyMessage } from '../../lib/order/loyalty-message.ts';

import { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';

import { type Key } from '../../lib/store/rows.ts';
import { startWorld } from '../functions/thank-customer/world.ts';
import { memoryTables } from '../support/memory-tables.ts';
import type { Tables } from '../support/tables.ts';
import { lost, mark, marked } from './marks.ts';
import { writeBack, type Item } from './write-back.ts';

const releases = readdirSync(import.meta.dirname).filter((name) => /^\d/.test(name));
function fileOf(release: string, name: string): unknown {
  const bytes = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && 'base64' in value
      ? new Uint8Array(Buffer.from(String(value.base64), 'base64'))
      : value;
  return JSON.parse(readFileSync(join(import.meta.dirname, release, `${name}.json`), 'utf8'), bytes);
}

/** What every write changes. */
const stamps = new Set(['version', 'writer', 'v', 'g', 'dueAt']);
const withoutStamps = (item: object = {}) =>
  Object.fromEntries(Object.entries(item).filter(([name]) => !stamps.has(name)));

let tables: Tables;
beforeAll(() => {
  tables = memoryTables();
});

describe.each(releases)('what release %s wrote', (release) => {
  const put = async (name: string, Item: Item) =>
    await tables.documents.send(new PutCommand({ TableName: name, Item }));
  const found = async (name: string, { pk, sk }: Key): Promise<Item | undefined> =>
    ((await tables.all(name)) as Item[]).find((item) => item.pk === pk && item.sk === sk);

  const items = ['orders-table', 'control-table', 'settings-table'].flatMap((table) =>
    (fileOf(release, table) as Item[]).map((item) => ({ name: `${table}: ${item.pk} ${item.sk}`, table, item })),
  );

  it.each(items)('is read and written back whole: $name', async ({ table, item }) => {
    await put(table, item);
    await writeBack(tables, table, item);
    expect(withoutStamps(await found(table, item))).toEqual(withoutStamps(item));
  });

  // Settings are applied as a whole, and strictly.
  const open = items.filter(({ item: { pk, sk } }) => !pk.startsWith('slug#') && !/^(current|version#)/.test(sk));
  it.each(open)('keeps what the version after it added: $name', async ({ table, item: { pk, sk, ...rest } }) => {
    const item = { ...marked(rest), pk, sk };
    await put(table, item);
    await writeBack(tables, table, item);
    const after = await found(table, item);
    expect(after).toHaveProperty(mark);
    expect(lost(item, after)).toEqual([]);
  });

  const messages = fileOf(release, 'messages') as Record<string, object[]>;
  const bodies = Object.entries(messages).flatMap(([queue, all]) =>
    all.map((message) => ({ queue, message, name: 'type' in message ? String(message.type) : 'letter' })),
  );
  const schemaOf: Record<string, z.ZodType> = {
    orders: OrdersMessage,
    loyalty: LoyaltyMessage,
    fetches: FetchesMessage,
    notices: WakeNotices,
    letters: openObject({}),
  };

  it.each(bodies)('is read as it was sent: $queue $name', ({ queue, message }) => {
    expect(schemaOf[queue]?.parse(message)).toEqual(message);
    expect(schemaOf[queue]?.parse(marked(message))).toEqual(marked(message));
    // A dead letter queue gives events and wake-ups back as they came.
    const { kind, ...dead } = readDeadMessage(JSON.stringify(marked(message)), {});
    expect(kind).not.toBe('unreadable');
    expect(kind === 'letter' || Object.values(dead).some((one) => isDeepStrictEqual(one, marked(message)))).toBe(true);
  });

  it.each(fileOf(release, 'quarantine') as { key: string; body: object }[])(
    'is read from quarantine: $key',
    ({ body }) => {
      expect(QuarantinedWebhook.parse(body)).toEqual(body);
      expect(QuarantinedWebhook.parse(marked(body))).toEqual(marked(body));
    },
  );
});

describe('a row or message with a value that only a newer version knows', () => {
  let world: Awaited<ReturnType<typeof startWorld>>;
  beforeAll(async () => {
    world = await startWorld(memoryTables());
  });
  afterAll(() => world.close());
  const parkedOf = async (shop: string) =>
    (await world.tables.all(world.tables.orders)).filter(
      ({ sk, event }) => sk === 'parked' && (event as { shop: string }).shop === shop,
    );
  const inNewState = async (shop: ReturnType<typeof world.shop>) => {
    await shop.paid();
    const key = { pk: `order#${shop.name}#${shop.pid()}`, sk: 'state#thanku' };
    const row = (await world.tables.all(world.tables.orders)).find(({ pk, sk }) => pk === key.pk && sk === key.sk);
    const Item = { ...row, state: 'of a newer version' };
    await world.tables.documents.send(new PutCommand({ TableName: world.tables.orders, Item }));
    return async () =>
      expect(
        (await world.tables.all(world.tables.orders)).find(({ pk, sk }) => pk === key.pk && sk === key.sk),
      ).toEqual(Item);
  };

  it('is left alone by a wake-up, which is done, and told', async () => {
    const shop = world.shop();
    const isAsItWas = await inNewState(shop);
    expect(await shop.wake()).toEqual({ done: true });
    await isAsItWas();
    expect(shop.telemetry.counted).toContain('RowUnreadable');
  });

  it.each(['paid', 'cancelled', 'refunded'] as const)(
    'has an event about it (%s) wait, and nothing is lost',
    async (type) => {
      const shop = world.shop();
      const isAsItWas = await inNewState(shop);
      const sent = { paid: () => shop.paid(), cancelled: () => shop.cancelled(), refunded: () => shop.refunded([]) };
      expect(await sent[type]()).toEqual({ done: true });
      await isAsItWas();
      expect(await parkedOf(shop.name)).toMatchObject([{ event: { type }, dueAt: shop.ports.now() + 15 * 60_000 }]);
      expect(shop.telemetry.counted).toContain('EventWaiting');
      expect(shop.calls).toHaveLength(1);
    },
  );

  it('has every order of a shop wait whose hold is for a reason of a newer version', async () => {
    const shop = world.shop();
    await shop.paid({ orderId: '1' });
    const Item = {
      pk: `shop#${shop.name}`,
      sk: 'control',
      version: 9,
      writer: 'x',
      hold: { reason: 'newer', since: '2026-03-01T10:00:00.000Z' },
    };
    await world.tables.documents.send(new PutCommand({ TableName: world.tables.control, Item }));
    expect(await shop.paid()).toEqual({ done: true });
    expect(shop.calls).toHaveLength(1);
    expect(await parkedOf(shop.name)).toHaveLength(1);
  });
});
