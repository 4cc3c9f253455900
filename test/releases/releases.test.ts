import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openObject } from '../../lib/open-object.ts';
import { publicKeyStore } from '../../lib/gift-cards/public-key-store.ts';
import { readDeadMessage } from '../../lib/order/dead-message.ts';
import { LoyaltyMessage, OrdersMessage } from '../../lib/order/event.ts';
import { Limits } from '../../lib/permits/limits.ts';
import { limiter } from '../../lib/permits/limiter.ts';
import { grantsRow } from '../../lib/permits/row.ts';
import { QuarantinedWebhook } from '../../lib/quarantine/entry.ts';
import { settingsStore } from '../../lib/shops/settings-store.ts';
import { auditTrail } from '../../lib/store/audit.ts';
import { CredentialControl, ShopControl } from '../../lib/store/control.ts';
import { HoldScope, watchHold } from '../../lib/store/hold-watch.ts';
import { orderStore } from '../../lib/store/orders.ts';
import { parking } from '../../lib/store/parked.ts';
import { rows, type Key, type Rows } from '../../lib/store/rows.ts';
import { startWorld } from '../functions/thank-customer/world.ts';
import { memoryTables } from '../support/memory-tables.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { lost, mark, marked } from './marks.ts';

type Item = Record<string, unknown> & Key;
type Table = Pick<Rows<object>, 'get' | 'change'>;

const releases = readdirSync(import.meta.dirname).filter((name) => /^\d/.test(name));
const nowMs = Date.parse('2026-03-01T13:00:00.000Z');
const limits = Limits.parse({
  burst: { requests: 5, windowMs: 1000 },
  sustained: { requests: 2000, windowMs: 900_000 },
});

function fileOf(release: string, name: string): any {
  const bytes = (_: string, value: any) =>
    typeof value?.base64 === 'string' ? new Uint8Array(Buffer.from(value.base64, 'base64')) : value;
  return JSON.parse(readFileSync(join(import.meta.dirname, release, `${name}.json`), 'utf8'), bytes);
}

/** Writes each row of a table back as the code of today does when it changes it. */
async function writeBack(tables: Tables, name: string, { pk, sk }: Item): Promise<void> {
  const { documents } = tables;
  const store = orderStore(documents, name);
  const same = async (table: Table) => {
    expect(await table.change({ pk, sk }, (row) => ({ ...row }))).toMatchObject({ changed: true });
  };
  const [kind = '', shop = '', ...ids] = pk.split('#');
  switch (kind) {
    case 'order': {
      const order = {
        'state#thanku': store.thanku,
        'state#receipt': store.receipt,
        'state#gift-cards': store.giftCards,
        payload: store.payload,
      };
      return await same(order[sk as keyof typeof order] as unknown as Table);
    }
    case 'number':
      return await store.putNumber(shop, ids.join('#'), sk);
    case 'customer': {
      const [what, hash = '', pid = ''] = sk.split('#');
      if (what === 'erased') return await same(store.erased as unknown as Table);
      return await store.named.put(shop, { hash, pid });
    }
    case 'parked':
      expect(await parking(documents, name, () => nowMs).get(pk)).toBeDefined();
      return;
    case 'held': {
      const watch = await store.holdWatches.get({ pk, sk });
      return await watchHold(store.holdWatches, HoldScope.parse(watch?.scope), nowMs);
    }
    case 'privacy': {
      const [what = ''] = sk.split('#');
      const requests = {
        export: store.exportRequests,
        erase: store.eraseRequests,
        redact: store.redactRequests,
        named: store.namedRequests,
      };
      return await same(requests[what as keyof typeof requests] as unknown as Table);
    }
    case 'audit': {
      const [at = '', id = ''] = sk.split('#');
      return await auditTrail(documents, name).end({ at, id }, { outcome: 'done' });
    }
    case 'thanx':
      if (sk !== 'permits') return await same(rows(documents, name, CredentialControl) as unknown as Table);
      await limiter({
        row: grantsRow(documents, name, { pk, sk }),
        limits,
        now: () => nowMs,
        sleep: async () => {},
        random: () => 0,
      }).take(60_000);
      return;
    case 'shop':
      if (sk === 'control') return await same(rows(documents, name, ShopControl) as unknown as Table);
      if (sk === 'current')
        expect(await settingsStore(documents, name).stored(shop)).toMatchObject({ settings: { shop } });
      return;
    case 'stage': {
      const keys = publicKeyStore(documents, name);
      const key = await keys.get();
      if (key === undefined) throw new Error('there is no key');
      expect(await keys.replace(key, key)).toBe(true);
      return;
    }
    // `lib/shops/pid-prefixes.ts`, of the settings.
    case 'slug':
      return;
    default:
      throw new Error(`test/releases knows no rows ${pk} ${sk}: say how they are written back`);
  }
}

/** What every write changes. */
const withoutStamps = ({ version: _, writer: __, v: ___, g: ____, dueAt: _____, ...rest }: Item) => rest;

let tables: Tables;
beforeAll(() => {
  tables = memoryTables();
});

describe.each(releases)('what release %s wrote', (release) => {
  const put = async (name: string, Item: Item) =>
    await tables.documents.send(new PutCommand({ TableName: name, Item }));
  const found = async (name: string, { pk, sk }: Key): Promise<any> =>
    (await tables.all(name)).find((item) => item['pk'] === pk && item['sk'] === sk);

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

  const messages: Record<string, object[]> = fileOf(release, 'messages');
  const bodies = Object.entries(messages).flatMap(([queue, all]) =>
    all.map((message) => ({ queue, message, name: 'type' in message ? String(message.type) : 'letter' })),
  );
  const schemaOf: Record<string, z.ZodType> = {
    orders: OrdersMessage,
    loyalty: LoyaltyMessage,
    letters: openObject({}),
  };

  it.each(bodies)('is read as it was sent: $queue $name', ({ queue, message }) => {
    expect(schemaOf[queue]?.parse(message)).toEqual(message);
    expect(schemaOf[queue]?.parse(marked(message))).toEqual(marked(message));
    // A dead letter queue gives events and wake-ups back as they came.
    const { kind, ...dead } = readDeadMessage(JSON.stringify(marked(message)));
    expect(kind).not.toBe('unreadable');
    if (kind !== 'letter') expect(Object.values(dead)).toContainEqual(marked(message));
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
    world = await startWorld(await startTables());
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
