import type { SoakWorld } from './world.ts';
import { clientConfig } from '../lib/local-stack/endpoints.ts';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { hourMs } from '../lib/durations.ts';
import { dueEntries, orderOf } from '../lib/store/due.ts';
import { keys, receiptSk, thankuSk } from '../lib/store/keys.ts';
import { orderStore } from '../lib/store/orders.ts';
import type { StageAws } from '../ops/stage/aws.ts';

/** Runs housekeeping now instead of every minute. */
export async function runHousekeeping({ stack }: SoakWorld): Promise<void> {
  const { aws, region } = await stack.endpoints();
  const lambda = new LambdaClient({ ...clientConfig(aws.lambda, region), maxAttempts: 10 });
  await lambda.send(new InvokeCommand({ FunctionName: 'thankflow-local-housekeeping', Payload: '{}' }));
  lambda.destroy();
}

/**
 * Changes the rows as if the waiting times were over: those until the next attempt, and those between two looks for a receipt.
 * @param deadSinceMs epoch ms; all workers that began an attempt before this are dead
 */
export async function skipWaits({ documents, ordersTable }: StageAws, deadSinceMs: number): Promise<void> {
  const store = orderStore(documents, ordersTable);
  const [nowMs, longAgoMs] = [Date.now(), Date.now() - hourMs];
  const due = dueEntries(documents, ordersTable);
  for (const kind of ['thanku', 'receipt', 'settle'] as const) {
    for (const { pk, sk } of await Array.fromAsync(due(kind, Number.MAX_SAFE_INTEGER, nowMs))) {
      const order = orderOf(pk);
      if (order === undefined) continue;
      const { shop, pid } = order;
      if (sk === thankuSk) {
        await store.thanku.change(keys.thanku(shop, pid), (row) =>
          (row.lease?.until ?? 0) > nowMs ? undefined : { ...row, notBefore: 0, dueAt: nowMs },
        );
      }
      if (sk === receiptSk) {
        await store.receipt.change(keys.receipt(shop, pid), (row) => {
          const isDead = row.state === 'unknown' || Date.parse(row.updatedAt) < deadSinceMs;
          if (row.waitsFor !== undefined || (row.state !== 'waiting' && !isDead)) return undefined;
          return {
            ...row,
            notBefore: 0,
            dueAt: nowMs,
            ...(row.attempt && isDead && { attempt: { ...row.attempt, deadAt: longAgoMs } }),
            ...(row.negatives && { negatives: row.negatives.map(() => longAgoMs) }),
          };
        });
      }
    }
  }
}
