import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { controlKeys } from '../store/control.ts';
import { rows } from '../store/rows.ts';
import { LimitRow } from './limit-row.ts';

/** What a decision about a limit's row leads to. `row`: to be written; `undefined`: nothing changes. */
interface Decided<Outcome> {
  row?: LimitRow | undefined;
  outcome: Outcome;
}

/** Reads and changes the row of a shop's limit. */
export interface LimitStore {
  get(): Promise<LimitRow | undefined>;
  /**
   * Reads, decides and writes, like `Rows.change`. Returns the last decision's outcome, and the row.
   * @param decide a pure function; gets `undefined` if there is no row
   * @throws ThankflowError `unavailable` if the row keeps changing
   */
  change<Outcome>(
    decide: (row: LimitRow | undefined) => Decided<Outcome>,
  ): Promise<{ outcome: Outcome; row: LimitRow | undefined }>;
}

export const limitStore = (documents: DynamoDBDocumentClient, table: string, newId?: () => string) => {
  const limits = rows<LimitRow>(documents, table, LimitRow, newId);
  return (shop: string): LimitStore => {
    const key = controlKeys.limit(shop);
    return {
      get: () => limits.get(key),
      async change(decide) {
        let last = decide(undefined);
        const found = await limits.change(key, (row) => (last = decide(row)).row);
        if (found.row !== undefined) return { outcome: last.outcome, row: found.row };
        last = decide(undefined);
        if (last.row === undefined) return { outcome: last.outcome, row: undefined };
        if ((await limits.insert(key, last.row)).changed) return { outcome: last.outcome, row: last.row };
        const { row } = await limits.change(key, (current) => (last = decide(current)).row);
        return { outcome: last.outcome, row };
      },
    };
  };
};
