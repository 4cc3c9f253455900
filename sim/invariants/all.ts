import { attemptInvariants } from './attempts.ts';
import { holdInvariants } from './holds.ts';
import { callInvariants } from './calls-to-thanx.ts';
import type { Invariant } from './invariant.ts';
import { loadInvariants } from './load.ts';
import { privacyInvariants } from './privacy.ts';
import { progressInvariants } from './progress.ts';
import { receiptRowInvariants } from './receipt-rows.ts';
import { receiptInvariants } from './receipts.ts';
import { reversalInvariants } from './reversals.ts';
import { thankuInvariants } from './thankus.ts';

/** All that thankflow promises. */
export const invariants: readonly Invariant[] = [
  ...thankuInvariants,
  ...attemptInvariants,
  ...holdInvariants,
  ...receiptInvariants,
  ...callInvariants,
  ...receiptRowInvariants,
  ...reversalInvariants,
  ...progressInvariants,
  ...privacyInvariants,
  ...loadInvariants,
];
