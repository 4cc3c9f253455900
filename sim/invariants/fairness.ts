import { quiet } from '../draw-flood.ts';
import { workers } from '../functions.ts';
import type { Invariant } from './invariant.ts';

/** The orders, and the receipts, that the workers handle at the same time. */
const inHand = {
  orders: workers.thankCustomer.concurrency * workers.thankCustomer.batchSize,
  receipts: workers.submitToThanx.concurrency * workers.submitToThanx.batchSize,
};
/** What was in hand when it came, what is handled next to it, and as much again, because nobody says how fast each worker is. */
const mostThanked = 3 * inHand.orders;
/**
 * A receipt needs a token and a submission. What was in hand when it came needs as many calls, and so does what is in hand next to it. Polls of
 * submitted receipts take permits in between.
 */
const callsPerReceipt = 2;
const mostCalls = 3 * callsPerReceipt * inHand.receipts;

/** One shop's flood doesn't make the others wait. Checked in runs with a flood, in which nothing fails. */
export const fairnessInvariants: Invariant[] = [
  {
    name: 'flood-lets-orders-pass',
    promise: `While one shop's orders wait, another shop's order is thanked after at most ${mostThanked} of them.`,
    always({ world: { wallet, flood } }) {
      const { pid = '' } = wallet.arrivals.at(-1) ?? {};
      const before = pid.startsWith(quiet) ? (flood.thankedSince(pid) ?? 0) : 0;
      return before > mostThanked ? `${pid} was thanked after ${before} orders of the flood` : undefined;
    },
  },
  {
    name: 'flood-lets-receipts-pass',
    promise: `While one shop's receipts wait for permits, another shop's receipt is sent within ${mostCalls} permits.`,
    always({ world: { programme, flood } }) {
      const [shop, pid = ''] = programme.receipts.at(-1)?.marker.split('/') ?? [];
      const before = shop === quiet ? (flood.callsSince(pid) ?? 0) : 0;
      return before > mostCalls ? `the receipt of ${pid} was sent after ${before} calls` : undefined;
    },
  },
];
