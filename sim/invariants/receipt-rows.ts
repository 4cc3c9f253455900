import { hourMs } from '../../lib/durations.ts';
import { isEvent } from '../watched-letters.ts';
import { names } from '../stage.ts';
import { postsOf } from './calls-to-thanx.ts';
import {
  failingCalls,
  firstOf,
  isErasedEver,
  mayHappen,
  plannedOf,
  type StageBooks,
  type Invariant,
  type Seen,
} from './invariant.ts';
import { bookedReceipts, heldIn, receiptRows, thankuRows } from './rows.ts';

/** `gave-up` comes after two weeks of attempts. */
const minTries = 300;
/** How long thankflow tries to complete a look. */
const looksMs = 48 * hourMs;
/** Polls are at 54 and 72 hours, then ever later, each up to six hours late. A worker may die in one of them. */
const askedWithinMs = 110 * hourMs;

const isErased = ({ plan }: Seen, pk: string): boolean => {
  const order = plannedOf(plan, pk.split('#')[2]);
  return order !== undefined && isErasedEver(plan, order);
};

/** The rows of receipts are correct, and keep what is still needed. */
export const receiptRowInvariants: Invariant[] = [
  {
    name: 'decided-on-what-is-there',
    promise: 'Every write replaces exactly the row on which it was decided.',
    always: ({ world }) => world.thanx.undone(),
  },
  {
    name: 'newer-attributes-stay',
    promise: 'Attributes that a newer version wrote stay in their row.',
    always: ({ world }) => world.thanx.forgotten(),
  },
  {
    name: 'under-its-due-kind',
    promise: 'An unfinished receipt or basket has a due kind under which somebody looks for it.',
    always: ({ world }) => world.thanx.misplaced(),
  },
  {
    name: 'looked-for-with-patience',
    promise:
      'A receipt counts as missing after two looks: one minute after its attempt has ended, and ten minutes later.',
    always: ({ world }) => world.thanx.hasty(),
  },
  {
    name: 'payload-stays',
    promise: 'A payload stays while its receipt or basket needs it, unless the customer asked for erasure.',
    always(seen) {
      const gone = seen.world.thanx.payloadGone();
      if (gone === undefined || isErased(seen, gone.pk)) return undefined;
      return ['waiting', 'sending', 'unknown'].includes(String(gone.receipt))
        ? `the payload of ${gone.pk} was deleted while its receipt or basket was ${String(gone.receipt)}`
        : undefined;
    },
  },
  {
    name: 'unknown-for-a-reason',
    endsWithRestore: true,
    promise: 'The outcome of a receipt is unknown only if a request had no answer, or if its worker died.',
    always(seen) {
      const { world } = seen;
      const receipt = world.thanx.becameUnknown();
      // What did not get into the table may leave an attempt open.
      if (receipt === undefined || mayHappen(seen, failingCalls)) return undefined;
      const { shop, pid, reason } = receipt;
      if (reason !== 'worker-died')
        return postsOf(world, `${shop}/${pid}`).length > 0
          ? undefined
          : `the receipt of ${pid} was never sent, and is unknown`;
      return world.diedWith.has(pid) ? undefined : `the worker of ${pid} is called dead, and did not die`;
    },
  },
];

/** What the books alone show. */
export const receiptRowBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'receipts-are-begun',
    promise: 'In the end, the receipt of every order has been started.',
    atTheEnd: ({ world }) =>
      firstOf(thankuRows(world), ({ pid, state, receipt, dueKind }) =>
        receipt === 'wanted' && dueKind !== 'stuck' && !['held', 'early'].includes(state)
          ? `${pid} is ${state}, but its receipt was never started`
          : undefined,
      ),
  },
  {
    name: 'not-given-up-early',
    promise: 'A receipt is left to a person only after everything that thankflow can do by itself.',
    atTheEnd: ({ world }) =>
      firstOf(receiptRows(world), ({ pid, reason, attempts = 0, resends = 0, createdAt = '' }) => {
        if (reason === 'gave-up' && attempts < minTries)
          return `the receipt of ${pid} was given up after ${attempts} tries`;
        if (reason === 'not-there' && resends === 0) return `the receipt of ${pid} was not sent once more`;
        return reason === 'not-looked-up' && world.kernel.nowMs - Date.parse(createdAt) < looksMs
          ? `the receipt of ${pid} was looked for no more before two days were over`
          : undefined;
      }),
  },
  {
    name: 'rejections-are-letters',
    promise: 'In the end, every rejected receipt has left a dead letter.',
    atTheEnd({ world }) {
      const letters = world.queues.waiting(names.loyaltyDlq);
      return firstOf(receiptRows(world), ({ pid, state }) =>
        state === 'rejected' && !letters.some(({ body }) => body.includes(`${pid}"`))
          ? `the receipt of ${pid} was rejected, and no dead letter says so`
          : undefined,
      );
    },
  },
  {
    name: 'decisions-are-told',
    promise: 'In the end, Thanx’s decision about a receipt is on its row, and was published.',
    atTheEnd({ world }) {
      const booked = bookedReceipts(world);
      const isHeld = heldIn(world);
      return firstOf(receiptRows(world), ({ shop, pid, id, state, follow }) => {
        const receipt = booked.get(`${shop}/${pid}`);
        if (
          receipt === undefined ||
          receipt.id !== id ||
          isHeld(shop) ||
          world.kernel.nowMs - receipt.decidedMs < askedWithinMs
        )
          return undefined;
        if (state === 'submitted')
          return follow === undefined ? undefined : `Thanx has decided about ${pid}, and nobody asked`;
        if (state !== receipt.decision)
          return `Thanx's answer for ${pid} is ${receipt.decision}, and its row says ${state}`;
        return world.events.some((event) => event.type === 'Receipt Settled' && event.pid === pid)
          ? undefined
          : `${pid} is ${state}, and nobody was told`;
      });
    },
  },
  {
    name: 'waits-are-no-letters',
    promise: 'However often an event waits, it does not end as a dead letter.',
    // What functions crash on does, and its events are replayed; but a wake-up whose order a person has to decide about stays.
    atTheEnd: ({ world, plan }) =>
      firstOf([names.ordersDlq, names.loyaltyDlq], (url) =>
        firstOf(world.queues.waiting(url), ({ body }) =>
          body.includes('"type":') && (plan.dead?.crashes === undefined || isEvent(body))
            ? `in ${url} lies ${body}`
            : undefined,
        ),
      ),
  },
];
