import { paginateQuery, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../../lib/open-object.ts';
import { Instant } from '../../lib/order/order.ts';
import { rows } from '../../lib/store/rows.ts';

/** One changing command of an operator. Nothing in it is personal: customers are named by hash, secrets not at all. */
export const AuditEntry = openObject({
  id: z.uuid(),
  at: Instant,
  /** Who, as AWS knows them: the caller's ARN. On a laptop `local:<user>`. */
  who: z.string(),
  /** The command: `orders retry`. */
  what: z.string(),
  /** What it was done to: order keys, shops, queues; the first few. */
  about: z.array(z.string()),
  /** Why, in the operator's own words. */
  reason: z.string().optional(),
  /** `begun` and nothing after it: the command was killed or still runs. */
  outcome: z.enum(['begun', 'done', 'failed']),
  /** What came of it, in a few words; of a failure its code. */
  result: z.string().optional(),
  endedAt: Instant.optional(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** `2026-11`: a month's entries lie together. */
const monthOf = (at: string): string => at.slice(0, 'yyyy-mm'.length);

const keyOf = ({ at, id }: Pick<AuditEntry, 'at' | 'id'>) => ({ pk: `audit#${monthOf(at)}`, sk: `${at}#${id}` });

export interface AuditTrail {
  begin(entry: AuditEntry): Promise<void>;
  end(entry: Pick<AuditEntry, 'at' | 'id'>, end: Pick<AuditEntry, 'outcome' | 'result' | 'endedAt'>): Promise<void>;
  /**
   * Newest first, from now back to `sinceMs` (epoch).
   * @param odd told of entries that can't be read
   */
  list(sinceMs: number, nowMs: number, odd?: (key: string) => void): AsyncIterable<AuditEntry>;
}

const Stored = z.looseObject({ sk: z.string() });

/** The audit trail: rows `audit#<month>` / `<instant>#<id>` of the control table, never deleted. */
export function auditTrail(documents: DynamoDBDocumentClient, table: string): AuditTrail {
  const entries = rows<AuditEntry>(documents, table, AuditEntry);
  return {
    async begin(entry) {
      await entries.insert(keyOf(entry), entry);
    },
    async end(entry, end) {
      await entries.change(keyOf(entry), (row) => ({ ...row, ...end }));
    },
    async *list(sinceMs, nowMs, odd = () => undefined) {
      const since = new Date(sinceMs).toISOString();
      for (const month of monthsBack(sinceMs, nowMs)) {
        const query = {
          TableName: table,
          KeyConditionExpression: 'pk = :month AND sk >= :since',
          ExpressionAttributeValues: { ':month': `audit#${month}`, ':since': since },
          ScanIndexForward: false,
          ConsistentRead: true,
        };
        for await (const { Items = [] } of paginateQuery({ client: documents }, query)) {
          for (const { pk: _, version: __, writer: ___, ...item } of z.array(Stored).parse(Items)) {
            const entry = AuditEntry.safeParse(item);
            if (entry.success) yield entry.data;
            else odd(item.sk);
          }
        }
      }
    },
  };
}

/** The months from now back to an instant, UTC, newest first. */
function monthsBack(sinceMs: number, nowMs: number): string[] {
  const months: string[] = [];
  const first = new Date(sinceMs);
  const day = new Date(nowMs);
  day.setUTCDate(1);
  while (monthOf(day.toISOString()) >= monthOf(first.toISOString())) {
    months.push(monthOf(day.toISOString()));
    day.setUTCMonth(day.getUTCMonth() - 1);
  }
  return months;
}
