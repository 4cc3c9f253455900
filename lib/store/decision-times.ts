import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { decisionNoted, DecisionTimes, type Decided } from '../order/receipt/decision-times.ts';
import { cached } from '../secrets/cache.ts';
import { controlKeys } from './control.ts';
import { rows } from './rows.ts';

/** When Thanx decided about the receipts of a credential's merchants. */
export interface DecisionsSeen {
  /** It may be some minutes old. `undefined`: none was seen yet. */
  get(merchantId: string): Promise<DecisionTimes | undefined>;
  /** Notes a decision, at most one an hour. */
  note(merchantId: string, decided: Decided): Promise<void>;
}

/** @param cache.ttlMs how long the rows are remembered */
export function decisionsSeen(
  documents: DynamoDBDocumentClient,
  table: string,
  credential: string,
  { ttlMs, now, newId }: { ttlMs: number; now: () => number; newId?: () => string },
): DecisionsSeen {
  const stored = rows<DecisionTimes>(documents, table, DecisionTimes, newId);
  const keyOf = (merchantId: string) => controlKeys.decisions(credential, merchantId);
  const known = cached((merchantId) => stored.get(keyOf(merchantId)), { ttlMs, maxEntries: 1000, now });
  return {
    get: (merchantId) => known.get(merchantId),
    async note(merchantId, decided) {
      const seen = await known.get(merchantId);
      const next = decisionNoted(seen, decided, now());
      // Mostly, one was noted within the hour.
      if (next === undefined) return;
      // If another worker was faster, this decision isn't needed.
      if (seen === undefined) await stored.insert(keyOf(merchantId), next);
      else await stored.change(keyOf(merchantId), (times) => decisionNoted(times, decided, now()), seen);
      await known.refresh(merchantId);
    },
  };
}
