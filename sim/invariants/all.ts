import { attemptBookInvariants, attemptInvariants } from './attempts.ts';
import { basketBookInvariants } from './basket-books.ts';
import { basketRefundInvariants } from './basket-refunds.ts';
import { basketInvariants } from './baskets.ts';
import { callInvariants } from './calls-to-thanx.ts';
import { fairnessInvariants } from './fairness.ts';
import { holdInvariants } from './holds.ts';
import type { StageBooks, Invariant } from './invariant.ts';
import { limitInvariants } from './limits.ts';
import { mailInvariants } from './mails.ts';
import { noticeInvariants } from './notices.ts';
import { loadInvariants } from './load.ts';
import { operatorInvariants } from './operators.ts';
import { privacyBookInvariants, privacyInvariants } from './privacy.ts';
import { progressBookInvariants, progressInvariants } from './progress.ts';
import { receiptRowBookInvariants, receiptRowInvariants } from './receipt-rows.ts';
import { receiptBookInvariants, receiptInvariants } from './receipts.ts';
import { reconciliationInvariants } from './reconcile.ts';
import { reversalBookInvariants } from './reversals.ts';
import { secretInvariants } from './secrets.ts';
import { thankuBookInvariants, thankuInvariants } from './thankus.ts';

/** What the books alone show: the exhaustive exploration looks at it too. */
export const bookInvariants: readonly Invariant<StageBooks>[] = [
  ...thankuBookInvariants,
  ...receiptBookInvariants,
  ...receiptRowBookInvariants,
  ...basketBookInvariants,
  ...basketRefundInvariants,
  ...reversalBookInvariants,
  ...attemptBookInvariants,
  ...progressBookInvariants,
  ...privacyBookInvariants,
];

/** All that thankflow promises. */
export const invariants: readonly Invariant[] = [
  ...bookInvariants,
  ...thankuInvariants,
  ...attemptInvariants,
  ...holdInvariants,
  ...receiptInvariants,
  ...callInvariants,
  ...basketInvariants,
  ...receiptRowInvariants,
  ...progressInvariants,
  ...privacyInvariants,
  ...loadInvariants,
  ...fairnessInvariants,
  ...limitInvariants,
  ...operatorInvariants,
  ...reconciliationInvariants,
  ...secretInvariants,
  ...mailInvariants,
  ...noticeInvariants,
];
