import { QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';
import { keys, lookupPk, lookupSk } from '../store/keys.ts';
import { rows, upsert, type Rows } from '../store/rows.ts';
import type { Lookup } from './lookup.ts';

/** An order that its platform hasn't given yet. Deleted once it has. Contains nothing personal. */
export const WaitingLookup = openObject({
  shop: ShopId,
  orderId: z.string(),
  /** As in the notification. */
  at: Instant,
  /** The latest of its notifications. */
  changedAt: Instant.optional(),
  /** The first that one of its notifications says. */
  paidAt: Instant.optional(),
  /** When it began to wait. */
  since: Instant,
  /** Answers that may be about this order alone. */
  attempts: z.number().int(),
  /** Why it waits, for a person: the platform's last answer. */
  detail: z.string().max(500),
  dueKind: z.literal('lookup'),
  /** Not before this, epoch ms. A hold of the shop may delay it further. */
  dueAt: z.number().int(),
});
export type WaitingLookup = z.infer<typeof WaitingLookup>;

/** A shop that isn't asked for a while, because its platform limits calls, fails, or refuses the credential. */
export const LookupHold = openObject({
  shop: ShopId,
  /** See NoOrderKind. Not an enum, because another version may have written it. */
  kind: z.string(),
  /** For a person; contains nothing personal or secret. */
  detail: z.string().max(500),
  since: Instant,
  /** Refused probes in a row. */
  failures: z.number().int(),
  /** Then one order probes, epoch ms. */
  untilMs: z.number().int(),
});
export type LookupHold = z.infer<typeof LookupHold>;

/** What waits of the shops' lookups. */
export interface Lookups {
  waiting: Rows<WaitingLookup>;
  holds: Rows<LookupHold>;
  /** The IDs of a shop's orders that are due, the longest overdue first. Strongly consistent. */
  dueOf(shop: string, nowMs: number): Promise<string[]>;
}

const Entry = z.object({ orderId: z.string(), dueAt: z.number() });

export const lookups = (documents: DynamoDBDocumentClient, table: string): Lookups => ({
  waiting: rows<WaitingLookup>(documents, table, WaitingLookup),
  holds: rows<LookupHold>(documents, table, LookupHold),
  async dueOf(shop, nowMs) {
    const entries: z.infer<typeof Entry>[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await documents.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
          ExpressionAttributeValues: { ':pk': `${lookupPk}${shop}`, ':sk': lookupSk },
          ProjectionExpression: '#orderId, #dueAt',
          ExpressionAttributeNames: { '#orderId': 'orderId', '#dueAt': 'dueAt' },
          ExclusiveStartKey,
        }),
      );
      entries.push(...z.array(Entry).parse(page.Items ?? []));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return entries
      .filter(({ dueAt }) => dueAt <= nowMs)
      .toSorted((a, b) => a.dueAt - b.dueAt)
      .map(({ orderId }) => orderId);
  },
});

/** How an order waits. */
export type Wait = Pick<WaitingLookup, 'attempts' | 'detail' | 'dueAt'>;

/** Lets an order wait on its row. A notification of an order that waits already makes it due at `dueAt`, too. */
export async function waitOnRow(
  waiting: Rows<WaitingLookup>,
  { shop, orderId, at, changedAt, paidAt }: Omit<Lookup, 'type'>,
  { attempts, detail, dueAt }: Wait,
  nowMs: number,
): Promise<void> {
  await upsert(waiting, keys.lookup(shop, orderId), (before): WaitingLookup => ({
    ...before,
    shop,
    orderId,
    at: before?.at ?? at,
    changedAt: laterOf(before?.changedAt, changedAt),
    paidAt: before?.paidAt ?? paidAt,
    since: before?.since ?? new Date(nowMs).toISOString(),
    attempts: Math.max(before?.attempts ?? 0, attempts),
    detail: detail.slice(0, 500),
    dueKind: 'lookup',
    dueAt: Math.min(before?.dueAt ?? dueAt, dueAt),
  }));
}

function laterOf(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Date.parse(one) > Date.parse(other) ? one : other;
}
