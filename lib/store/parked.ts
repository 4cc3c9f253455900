import { randomUUID } from 'node:crypto';
import { DeleteCommand, PutCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { OrderEvent } from '../order/event.ts';
import { keys } from './keys.ts';
import { rows } from './rows.ts';

const Parked = z.object({
  event: OrderEvent,
  dueKind: z.literal('parked'),
  dueAt: z.number().int(),
});

/**
 * Events that wait on rows: SQS would not take them when they came, or their shop has no settings. Housekeeping sends them to the
 * orders queue once they are due.
 */
export interface Parking {
  /** @param dueAtMs epoch ms; now, unless said otherwise */
  park(event: OrderEvent, dueAtMs?: number): Promise<void>;
  get(pk: string): Promise<OrderEvent | undefined>;
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
