import { recheckAt } from '../order/stops.ts';
import type { HeldReason } from '../order/reasons.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { Instant, ShopId } from '../order/order.ts';
import { rows, type Key, type Rows } from './rows.ts';

/** ThankU's last definite refusal of one of a shop's orders. */
export const Refusal = openObject({
  pid: z.string(),
  at: Instant,
  status: z.number().int().optional(),
  /** ThankU's own, scrubbed of everything we sent. */
  words: z.string().max(500).optional(),
  /** ThankU was asked to store nothing, on a stage where not all orders are simulated. */
  test: z.literal(true).optional(),
});
export type Refusal = z.infer<typeof Refusal>;

/** An automatic hold: work waits on its rows, and one order tries every 15 minutes. `failures`: definite refusals, whatever their cause. */
export const Hold = openObject({
  reason: z.enum(['moved', 'unauthorized', 'failures', 'no-secret']),
  since: Instant,
  /** The next order may try from here on, epoch ms. Absent: at once. */
  probeAt: z.number().int().optional(),
  /** Of `failures`: the last one. */
  refused: Refusal.optional(),
  /** Nobody has to act before the next order has tried: only one was refused so far, perhaps by its own fault, or a person put the cause right. */
  trial: z.literal(true).optional(),
});
export type Hold = z.infer<typeof Hold>;

/**
 * An operator's brake, beside the automatic hold: only an operator takes it off. What has not left waits on its rows;
 * an attempt that is open ends as it ends.
 */
export const Brake = openObject({
  /** Why, in the operator's own words. */
  reason: z.string().max(500),
  /** Who, as AWS knows them. On a laptop `local:<user>`. */
  by: z.string(),
  since: Instant,
});
export type Brake = z.infer<typeof Brake>;

export const ShopControl = openObject({
  /** From the first claim on, what makes the pid can't change any more. */
  ordersExist: z.boolean().default(false),
  /**
   * What the pids of the shop's orders begin with, fixed by its first order; `null` until that has read the settings once more. Absent on
   * rows of older versions.
   */
  pidPrefix: z.string().nullable().optional(),
  hold: Hold.optional(),
  /** On its ThankUs. */
  thankuBrake: Brake.optional(),
  /** On its receipts and gift cards, whatever their credential. */
  thanxBrake: Brake.optional(),
  /** ThankU said 429: nothing for this shop's token before, epoch ms. */
  blockedUntil: z.number().int().optional(),
});
export type ShopControl = z.infer<typeof ShopControl>;

export const CredentialControl = openObject({ hold: Hold.optional(), brake: Brake.optional() });
export type CredentialControl = z.infer<typeof CredentialControl>;

/** The hold that is put on from now on. One that is on goes on, with another reason perhaps, and has waited since it began. */
export function heldFrom(
  hold: Hold | undefined,
  { reason, probeAt }: { reason: Hold['reason']; probeAt: number },
  nowMs: number,
): Hold {
  // They say of refusals what is not true of what happened now.
  const { refused: _, trial: __, ...on } = hold ?? { since: new Date(nowMs).toISOString() };
  return { ...on, reason, probeAt };
}

export const controlKeys = {
  shop: (shop: z.infer<typeof ShopId>): Key => ({ pk: `shop#${shop}`, sk: 'control' }),
  credential: (credential: string): Key => ({ pk: `thanx#${credential}`, sk: 'control' }),
  /** A shop's fixed user token. */
  fixedToken: (credential: string, shop: string): Key => ({ pk: `thanx#${credential}`, sk: `shop#${shop}` }),
  permits: (credential: string): Key => ({ pk: `thanx#${credential}`, sk: 'permits' }),
};

/** Reads and changes a control row, which starts to exist with its first change. */
export interface Control<State> {
  get(): Promise<State>;
  change(decide: (state: State) => State | undefined): Promise<State>;
}

function control<State>(table: Rows<State>, key: Key, initial: State): Control<State> {
  return {
    get: async () => (await table.get(key)) ?? initial,
    async change(decide) {
      const { row } = await table.change(key, decide);
      if (row !== undefined) return row;
      const first = decide(initial);
      if (first === undefined) return initial;
      const inserted = await table.insert(key, first);
      return inserted.changed ? first : ((await table.change(key, decide)).row ?? initial);
    },
  };
}

export const shopControl = (documents: DynamoDBDocumentClient, table: string, newId?: () => string) => {
  const controls = rows<ShopControl>(documents, table, ShopControl, newId);
  return (shop: string): Control<ShopControl> => control(controls, controlKeys.shop(shop), ShopControl.parse({}));
};

export const credentialControl = (
  documents: DynamoDBDocumentClient,
  table: string,
  credential: string,
  newId?: () => string,
) =>
  control(rows<CredentialControl>(documents, table, CredentialControl, newId), controlKeys.credential(credential), {});

/** The holds of shops' fixed user tokens, each a brake on one shop's receipts. */
export const fixedTokenControl = (
  documents: DynamoDBDocumentClient,
  table: string,
  credential: string,
  newId?: () => string,
) => {
  const controls = rows<CredentialControl>(documents, table, CredentialControl, newId);
  return (shop: string): Control<CredentialControl> =>
    control(controls, controlKeys.fixedToken(credential, shop), CredentialControl.parse({}));
};

export const probeEveryMs = 15 * 60_000;

/**
 * What a hold lets through: everything if there is none; one order each time a probe is due (`probe`); else nothing. What has to wait
 * is rescheduled once the hold is lifted; until then its row looks up by itself at `untilMs`, hours away and spread.
 */
export type Passage = { pass: true; probe: boolean } | { pass: false; untilMs: number; reason: HeldReason };

/** Whether a hold would let one order through now. A version before this one left out when. */
export const isProbeDue = (hold: Hold, nowMs: number): boolean => (hold.probeAt ?? 0) <= nowMs;

/**
 * Asks a hold for passage; the winner of a due probe moves it on, so that one order tries and not all.
 * @param random in [0, 1)
 */
export async function passage<State extends { hold?: Hold | undefined }>(
  state: State,
  source: Control<State>,
  nowMs: number,
  random: number,
): Promise<Passage> {
  const { hold } = state;
  if (hold === undefined) return { pass: true, probe: false };
  const wait = { pass: false as const, untilMs: recheckAt(nowMs, random), reason: `held-${hold.reason}` as const };
  if (!isProbeDue(hold, nowMs)) return wait;
  let won = false;
  await source.change((current) => {
    won = current.hold !== undefined && current.hold.probeAt === hold.probeAt;
    return won ? { ...current, hold: { ...hold, probeAt: nowMs + probeEveryMs } } : undefined;
  });
  return won ? { pass: true, probe: true } : wait;
}
