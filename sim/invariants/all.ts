import type { Invariant } from './invariant.ts';
import { progressInvariants } from './progress.ts';
import { receiptInvariants } from './receipts.ts';
import { thankuInvariants } from './thankus.ts';

/** All that thankflow promises. */
export const invariants: readonly Invariant[] = [...thankuInvariants, ...receiptInvariants, ...progressInvariants];
