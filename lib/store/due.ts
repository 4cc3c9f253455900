import { paginateQuery, DeleteCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { dueIndex, keys, type DueKind } from './keys.ts';
import { randomUUID } from 'node:crypto';
import { openObject } from '../open-object.ts';
import type { OrderEvent } from '../order/event.ts';
import { ShopId } from '../order/order.ts';
import { rows } from './rows.ts';

/** How far the index may be behind the rows. */
export const indexLagMs = 2000;

/** A row that is due according to the index. It's a hint: read the row itself, consistently, before you act. */
export const DueEntry = z.object({ pk: z.string(), sk: z.string(), dueAt: z.number() });
export type DueEntry = z.infer<typeof DueEntry>;

/** Yields the rows of a due kind that are due between `fromMs` and `untilMs` (epoch), the longest overdue first. */
export type DueEntries = (kind: DueKind, untilMs: number, fromMs?: number) => AsyncIterable<DueEntry>;

export const dueEntries = (documents: DynamoDBDocumentClient, table: string): DueEntries =>
  async function* (kind, untilMs, fromMs = 0) {
    const query = {
      TableName: table,
      IndexName: dueIndex,
      KeyConditionExpression: 'dueKind = :kind AND dueAt BETWEEN :from AND :until',
      ExpressionAttributeValues: { ':kind': kind, ':from': fromMs, ':until': untilMs },
      Limit: 1000,
    };
    for await (const { Items = [] } of paginateQuery({ client: documents }, query))
      yield* z.array(DueEntry).parse(Items);
  };

const orderKey = /^order#([^#]+)#([^#]+)$/;

/** The shop and pid in the partition key of an order's row; `undefined` for other rows. */
export function orderOf(pk: string): { shop: string; pid: string } | undefined {
  const [, shop, pid] = orderKey.exec(pk) ?? [];
  return shop === undefined || pid === undefined ? undefined : { shop, pid };
}

/** What a parked event waits for. A person has to act on each of these. */
export type EventWaitsFor = 'no-settings' | 'settings-newer' | 'no-customer-key' | 'row-unreadable' | 'newer-event';

export const waitsForSettings = ({ waitsFor }: { waitsFor?: string | undefined }): boolean =>
  waitsFor === 'no-settings' || waitsFor === 'settings-newer';

/** A parked event of any version. Parse it with `OrderEvent` to see whether this version knows it. */
export const ParkedEvent = openObject({ type: z.string(), shop: ShopId, at: z.string().optional() });
export type ParkedEvent = z.infer<typeof ParkedEvent>;

const Parked = openObject({
  event: ParkedEvent,
  /** `undefined` if it waits for SQS. Not an enum, because another version may have written it. */
  waitsFor: z.string().optional(),
  /** Set together with `waitsFor`: the event's shop and time, for counting without reading the event. */
  shop: z.string().optional(),
  at: z.string().optional(),
  dueKind: z.literal('parked'),
  dueAt: z.number().int(),
});

/**
 * Events that wait in rows, because SQS refused them or because they need a person or a newer version. Housekeeping sends them to the orders queue
 * when they are due.
 */
export interface Parking {
  /** @param wait when the event is due (epoch). Default: now */
  park(event: OrderEvent | ParkedEvent, wait?: { dueAtMs: number; waitsFor: EventWaitsFor }): Promise<void>;
  /** Makes an event due now, if it waits for its shop's settings. */
  expedite(pk: string): Promise<void>;
  get(pk: string): Promise<ParkedEvent | undefined>;
  remove(pk: string): Promise<void>;
}

export function parking(
  documents: DynamoDBDocumentClient,
  table: string,
  now: () => number,
  newId: () => string = randomUUID,
): Parking {
  const parked = rows(documents, table, Parked, newId);
  return {
    async park(event, wait) {
      // Without condition or read-back, because ingest may only write to the table.
      const Item = {
        ...keys.parked(newId()),
        event,
        dueKind: 'parked',
        dueAt: wait?.dueAtMs ?? now(),
        ...(wait && { waitsFor: wait.waitsFor, shop: event.shop, at: event.at }),
        version: 1,
        writer: 'ingest',
      };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
    async expedite(pk) {
      await parked.change({ pk, sk: 'parked' }, (row) =>
        waitsForSettings(row) ? { ...row, dueAt: now() } : undefined,
      );
    },
    get: async (pk) => (await parked.get({ pk, sk: 'parked' }))?.event,
    async remove(pk) {
      await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk: 'parked' } }));
    },
  };
}
