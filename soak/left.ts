import { paginateScan } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { countQuarantined } from '../lib/quarantine/bucket.ts';
import { dueEntries } from '../lib/store/due.ts';
import { receiptSk, thankuSk, type DueKind } from '../lib/store/keys.ts';
import type { StageAws } from '../ops/stage/aws.ts';
import { queueNames } from '../ops/queue/names.ts';
import { queueLevel } from '../ops/status/queues.ts';

/** The lists of rows about which thankflow or a person still has to do something. A polled receipt counts as done. */
const dueKinds: readonly DueKind[] = ['thanku', 'receipt', 'settle', 'parked', 'stuck', 'held'];

/** How many rows, messages and quarantined webhooks are left to handle, by due kind and queue. */
export async function whatIsLeft(aws: StageAws): Promise<Map<string, number>> {
  const left = new Map<string, number>();
  const due = dueEntries(aws.documents, aws.ordersTable);
  for (const kind of dueKinds) {
    const entries = await Array.fromAsync(due(kind, Number.MAX_SAFE_INTEGER));
    if (entries.length > 0) left.set(`rows: ${kind}`, entries.length);
  }
  for (const queue of queueNames(aws.stage)) {
    const { waiting, inFlight, delayed } = await queueLevel(aws, queue);
    const messages = waiting + inFlight + delayed;
    if (messages > 0) left.set(`messages: ${queue}`, messages);
  }
  const quarantined = await countQuarantined(await aws.s3(), await aws.quarantineBucket());
  if (quarantined > 0) left.set('webhooks: quarantine', quarantined);
  return left;
}

const StateRow = z.object({
  shop: z.string(),
  pid: z.string(),
  sk: z.enum([thankuSk, receiptSk]),
  state: z.string(),
  settledAt: z.string().optional(),
});

/** Orders and receipts whose rows aren't settled, from a scan of the table: `shop/pid: state#receipt unknown`. */
export async function unsettledRows({ documents, ordersTable }: StageAws): Promise<string[]> {
  const unsettled: string[] = [];
  for await (const page of paginateScan({ client: documents }, { TableName: ordersTable, ConsistentRead: true })) {
    for (const item of page.Items ?? []) {
      const { data: row } = StateRow.safeParse(item);
      if (row !== undefined && row.settledAt === undefined) {
        unsettled.push(`${row.shop}/${row.pid}: ${row.sk} ${row.state}`);
      }
    }
  }
  return unsettled;
}
