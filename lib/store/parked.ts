import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import type { OrderEvent } from '../order/event.ts';
import { ShopId } from '../order/order.ts';
import { keys } from './keys.ts';
import { rows } from './rows.ts';

/** What an event waits for that only a person can bring about. */
export type WaitsFor = 'no-settings' | 'settings-newer' | 'no-customer-key' | 'row-unreadable' | 'newer-event';

export const waitsForSettings = ({ waitsFor }: { waitsFor?: string | undefined }): boolean =>
  waitsFor === 'no-settings' || waitsFor === 'settings-newer';

/** An event as it waits: one of any version. Only `OrderEvent` says whether this one knows it. */
export const ParkedEvent = openObject({ type: z.string(), shop: ShopId, at: z.string().optional() });
export type ParkedEvent = z.infer<typeof ParkedEvent>;

const Parked = openObject({
  event: ParkedEvent,
  /** Absent: for SQS. Any text, for it may be of another version. */
  waitsFor: z.string().optional(),
  /** With it: whose event it is, and since when, for those who count what waits without reading events. */
  shop: z.string().optional(),
  at: z.string().optional(),
  dueKind: z.literal('parked'),
  dueAt: z.number().int(),
});

/**
 * Events that wait on rows: SQS would not take them when they came, or they wait for a person or a newer version. Housekeeping sends them to
 * the orders queue once they are due.
 */
export interface Parking {
  /** Has it sent at `dueAtMs`, epoch ms; now, unless said otherwise. */
  park(event: OrderEvent | ParkedEvent, wait?: { dueAtMs: number; waitsFor: WaitsFor }): Promise<void>;
  /** Has one that waits for its shop's settings sent now. */
  hurry(pk: string): Promise<void>;
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
      // Unconditional, without read-back: ingest may write these rows and do nothing else to the table.
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
    async hurry(pk) {
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
