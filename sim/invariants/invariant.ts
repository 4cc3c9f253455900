import type { World } from '../world.ts';
import type { Faults } from '../faults.ts';
import type { Taken } from '../happenings.ts';
import type { Plan, PlannedOrder } from '../plan.ts';
import type { DynamoDbModel } from '../aws/dynamodb.ts';
import type { WaitingMessage } from '../aws/sqs.ts';
import type { ThankuArrival } from '../partners/thanku.ts';
import type { BookedReceipt } from '../partners/thanx.ts';
import type { BookedBaskets } from '../partners/thanx-baskets.ts';

/** The state of a stage and of its partners, as the invariants look at it. */
export interface StageBooks {
  table: Pick<DynamoDbModel, 'rows' | 'get'>;
  queues: { waiting(url: string): readonly Pick<WaitingMessage, 'body' | 'id'>[] };
  wallet: { arrivals: readonly ThankuArrival[] };
  programme: {
    receipts: readonly BookedReceipt[];
    arrivals: readonly number[];
    loyalty: Pick<BookedBaskets, 'baskets' | 'posts' | 'breaches'>;
  };
  events: readonly { type: string; pid: string; refundedSubtotal?: string | undefined }[];
  kernel: { nowMs: number };
  /** By pid, from when on its row said that it is reversed. */
  reversedSinceMs: ReadonlyMap<string, number>;
}

/** All that an invariant may look at: of the whole simulated stage, or of no more than its books. */
export interface Seen<Looked = World> {
  world: Looked;
  plan: Plan;
  taken: readonly Taken[];
}

/** One promise of thankflow, as something that can be seen to be broken. */
export interface Invariant<Looked = World> {
  /** `one-thanku`: how a failure is named. */
  name: string;
  /** The promise, in a sentence. */
  promise: string;
  /** It looks at what the rows knew before their table was restored, so it says nothing after that. */
  endsWithRestore?: true;
  /** Looks after each step. What it returns breaks the promise. */
  always?: (seen: Seen<Looked>) => string | undefined;
  /** Looks once everything works again and nothing is left to do. */
  atTheEnd?: (seen: Seen<Looked>) => string | undefined;
}

/** By which calls to AWS fail. */
export const failingCalls = ['hang', 'throttle'] as const satisfies readonly (keyof Faults)[];

/** Whether one of these faults may happen in this run, by chance or in an outage. */
export const mayHappen = ({ world, plan }: Seen, faults: readonly (keyof Faults)[]): boolean =>
  faults.some((name) => world.drawnFaults.includes(name) || plan.outages.some(({ fault }) => fault === name));

/** The planned order that a pid names. */
export const plannedOf = ({ orders }: Plan, pid: string | undefined): PlannedOrder | undefined =>
  orders.find(({ shop, orderId }) => `${shop}-${orderId}` === pid);

/** Whether a signed webhook or an imported file says, sooner or later, that an order is paid. */
export const isPaidOnce = ({ happens, inFile }: PlannedOrder): boolean =>
  inFile === 'paid' || happens.some(({ kind }) => kind === 'paid');

/** Whether the customer of an order asks its shop, sooner or later, to be forgotten. */
export const isErasedEver = ({ orders }: Plan, { shop, email }: PlannedOrder): boolean =>
  orders.some((one) => one.shop === shop && one.email === email && one.happens.some(({ kind }) => kind === 'erase'));

/** The first that something is wrong with. */
export function firstOf<T>(all: Iterable<T>, wrong: (one: T) => string | undefined): string | undefined {
  for (const one of all) {
    const what = wrong(one);
    if (what !== undefined) return what;
  }
  return undefined;
}
