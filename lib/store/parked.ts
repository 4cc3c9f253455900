import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import type { OrderEvent } from '../order/event.ts';
import { ShopId } from '../order/order.ts';
import { keys } from './keys.ts';
import { rows } from './rows.ts';

/** An event as it waits: one of any version. Only `OrderEvent` says whether this one knows it. */
export const ParkedEvent = openObject({ type: z.string(), shop: ShopId });
export type ParkedEvent = z.infer<typeof ParkedEvent>;

const Parked = openObject({
  event: ParkedEvent,
  dueKind: z.literal('parked'),
  dueAt: z.number().int(),
});

/**
 * Events that wait on rows: SQS would not take them when they came, or they wait for a person or a newer version. Housekeeping sends them to
 * the orders queue once they are due.
 */
export interface Parking {
  /** @param dueAtMs epoch ms; now, unless said otherwise */
  park(event: OrderEvent | ParkedEvent, dueAtMs?: number): Promise<void>;
  get(pk: string): Promise<ParkedEvent | undefined>;
  remove(pk: string): Promise<void>;
}

export function parking(documents: DynamoDBDocumentClient, table: string, now: () => number): Parking {
  const parked = rows(documents, table, Parked);
  return {
    async park(event, dueAtMs = now()) {
      // Unconditional, without read-back: ingest may write these rows and do nothing else to the table.
      const Item = {
        ...keys.parked(randomUUID()),
        event,
        dueKind: 'parked',
        dueAt: dueAtMs,
        version: 1,
        writer: 'ingest',
      };
      await documents.send(new PutCommand({ TableName: table, Item }));
    },
    get: async (pk) => (await parked.get({ pk, sk: 'parked' }))?.event,
    async remove(pk) {
      await documents.send(new DeleteCommand({ TableName: table, Key: { pk, sk: 'parked' } }));
    },
  };
}
