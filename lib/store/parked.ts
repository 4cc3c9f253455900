import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import type { OrderEvent } from '../order/event.ts';
import { ShopId } from '../order/order.ts';
import { keys } from './keys.ts';
import { rows } from './rows.ts';

/** What a parked event waits for. A person has to act on each of these. */
export type EventWaitsFor = 'no-settings' | 'settings-newer' | 'no-customer-key' | 'row-unreadable' | 'newer-event';

export const waitsForSettings = ({ waitsFor }: { waitsFor?: string | undefined }): boolean =>
  waitsFor === 'no-settings' || waitsFor === 'settings-newer';

/** A parked event of any version. Parse it with `OrderEvent` to see whether this version knows it. */
export const ParkedEvent = z.lazy(() => openObject({ type: z.string(), shop: ShopId, at: z.string().optional() }));
export type ParkedEvent = z.infer<typeof ParkedEvent>;

const Parked = z.lazy(() =>
  openObject({
    event: ParkedEvent,
    /** `undefined` if it waits for SQS. Not an enum, because another version may have written it. */
    waitsFor: z.string().optional(),
    /** Set together with `waitsFor`: the event's shop and time, for counting without reading the event. */
    shop: z.string().optional(),
    at: z.string().optional(),
    dueKind: z.literal('parked'),
    dueAt: z.number().int(),
  }),
);

/** Events on rows: SQS refused them, or they need a person or a newer version. Housekeeping sends due ones. */
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
