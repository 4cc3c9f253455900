import { receiptSk, thankuSk } from '../../lib/store/keys.ts';
import { names } from '../stage.ts';
import { firstOf, plannedOf, type StageBooks, type Invariant } from './invariant.ts';

/** What was written once need not be read after each step. */
const checked = new WeakSet<object>();
/** Failed orders are kept for thirty days, for whoever puts them right. */
const longestKeptMs = 32 * 24 * 3_600_000;

/** What is personal goes. */
export const privacyInvariants: Invariant[] = [
  {
    name: 'rows-are-not-personal',
    promise:
      'No row but a payload, a parked event or a request that waits for a person ever holds a customer’s address.',
    always({ world }) {
      const { row } = world.orders.lastWrite();
      if (checked.has(row)) return undefined;
      checked.add(row);
      if (row['sk'] === 'payload' || row['sk'] === 'parked') return undefined;
      if (String(row['pk']).startsWith('privacy#')) return undefined;
      return JSON.stringify(row).includes('@example.com')
        ? `${String(row['pk'])} ${String(row['sk'])} holds an address`
        : undefined;
    },
  },
  {
    name: 'erased-is-not-thanked',
    promise: 'No worker that begins after a customer was forgotten asks ThankU for them.',
    always({ world, plan }) {
      const last = world.asks.asks.at(-1);
      if (last === undefined) return undefined;
      const order = plannedOf(plan, last.pid);
      const erasedMs = world.ends.erasedMs.get(`${last.shop} ${order?.email}`);
      return erasedMs !== undefined && last.begunMs > erasedMs
        ? `${last.pid} was sent ${last.leftMs - erasedMs} ms after its customer was forgotten`
        : undefined;
    },
  },
  {
    name: 'erased-at-once',
    promise: 'An erasure leaves nothing parked, nothing of a failed order, and no dead letter without asking a person.',
    always: ({ world }) => world.ends.kept(),
  },
  {
    name: 'not-followed',
    promise: 'An erasure ends the following of its customer’s receipts.',
    always: ({ world }) => world.ends.followed(),
  },
  {
    name: 'simulated-names-nobody',
    promise: 'Nothing is noted of the customer of an order that its platform calls a test.',
    always({ world, plan }) {
      const { row } = world.orders.lastWrite();
      const pid = /^named#[^#]+#(.+)$/.exec(String(row['sk']))?.[1];
      return plannedOf(plan, pid)?.isTest === true
        ? `a hash of the customer of the test order ${pid} was noted`
        : undefined;
    },
  },
  {
    name: 'erased',
    promise: 'In the end no payload and no parked event of an erased customer is left.',
    atTheEnd({ world }) {
      return firstOf(world.table.rows(names.orders), (row) => {
        const [pk, sk] = [String(row['pk']), String(row['sk'])];
        if (sk !== 'payload' && sk !== 'parked') return undefined;
        const text = JSON.stringify(row);
        const who = [...world.ends.erasedMs.keys()].find((one) => {
          const [shop = '', email = ''] = one.split(' ');
          return text.includes(email) && (text.includes(`"shop":"${shop}"`) || pk.startsWith(`order#${shop}#`));
        });
        return who === undefined ? undefined : `${pk} has a ${sk} of an erased customer`;
      });
    },
  },
];

/** What the books alone show. */
export const privacyBookInvariants: Invariant<StageBooks>[] = [
  {
    name: 'not-for-ever',
    promise:
      'No customer’s data is kept for longer than 32 days after its order last changed, unless a person has to find out about its receipt.',
    atTheEnd({ world }) {
      return firstOf(world.table.rows(names.orders), ({ pk, sk }) => {
        const changed = [thankuSk, receiptSk].map((of) => world.table.get(names.orders, { pk: String(pk), sk: of }));
        const changedMs = Math.max(
          ...changed.map((row) => (row === undefined ? 0 : Date.parse(String(row['updatedAt'])))),
        );
        const ageMs = world.kernel.nowMs - changedMs;
        // Without it, a receipt of unknown outcome could never be told from a missing one.
        const isNeeded = changed.some((row) => row?.['state'] === 'unknown');
        return sk === 'payload' && ageMs > longestKeptMs && !isNeeded
          ? `the payload of ${String(pk)} is still there ${ageMs} ms after its order changed`
          : undefined;
      });
    },
  },
];
