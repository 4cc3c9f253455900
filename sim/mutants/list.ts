import { basketRefundMutants } from './basket-refunds.ts';
import { basketMutants } from './baskets.ts';
import { deadLetterMutants } from './dead-letters.ts';
import { housekeepingMutants } from './housekeeping.ts';
import { importMutants } from './imports.ts';
import { ingestMutants } from './ingest.ts';
import { limitMutants } from './limits.ts';
import type { Mutant } from './mutant.ts';
import { noticeMutants } from './notices.ts';
import { privacyMutants } from './privacy.ts';
import { receiptMutants } from './receipts.ts';
import { reconcileMutants } from './reconcile.ts';
import { restoreMutants } from './restores.ts';
import { reversalMutants } from './reversals.ts';
import { holdMutants } from './holds.ts';
import { secretMutants } from './secrets.ts';
import { shopLimitMutants } from './shop-limits.ts';
import { storeMutants } from './store.ts';
import { thankuMutants } from './thanku.ts';

/** All faults that the simulator has to find. */
export const mutants: readonly Mutant[] = [
  ...thankuMutants,
  ...restoreMutants,
  ...reversalMutants,
  ...holdMutants,
  ...receiptMutants,
  ...basketMutants,
  ...basketRefundMutants,
  ...limitMutants,
  ...shopLimitMutants,
  ...storeMutants,
  ...ingestMutants,
  ...housekeepingMutants,
  ...privacyMutants,
  ...deadLetterMutants,
  ...importMutants,
  ...reconcileMutants,
  ...secretMutants,
  ...noticeMutants,
];
