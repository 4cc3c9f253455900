import { OpenCircuit } from '../circuit/circuit.ts';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { openObject } from '../open-object.ts';
import { LastError } from '../order/history.ts';
import { Instant, ShopId } from '../order/order.ts';
import { limitSk, targetPk } from './keys.ts';
import { rows, type Key, type Rows } from './rows.ts';

/** An operator's pause, independent of the circuit. An open attempt is completed; everything else waits on its row. */
export const Pause = openObject({
  /** Why, in the operator's own words. */
  reason: z.string().max(500),
  /** Who paused it, as AWS identifies them. On a laptop `local:<user>`. */
  by: z.string(),
  since: Instant,
});
export type Pause = z.infer<typeof Pause>;

export const ShopControl = openObject({
  /** After the first claim, the settings that form the pid can't change any more. */
  ordersExist: z.boolean().default(false),
  /** The pids' prefix, fixed by the first order; `null` until that has reread the settings. Absent on old rows. */
  pidPrefix: z.string().nullable().optional(),
  hold: OpenCircuit.optional(),
  /** Pauses its ThankUs. */
  thankuBrake: Pause.optional(),
  /** Pauses its receipts, baskets and gift cards, with any credential. */
  thanxBrake: Pause.optional(),
  /** Pauses what its own systems are told. */
  notifyBrake: Pause.optional(),
  /** ThankU answered 429: no requests with this shop's token before this time, epoch ms. */
  blockedUntil: z.number().int().optional(),
  /**
   * The limit in force, as `shops apply` took it from the settings; `null`: none any more. Here, because every attempt
   * reads this row anyway, and settings may be cached. Read it with `limitOf`: another version may have written it.
   */
  limit: z.looseObject({}).nullable().optional(),
  /** The tables were restored: what was paid before may have been sent. See lib/restore/restored.ts. */
  restored: openObject({ to: Instant, at: Instant }).optional(),
});
export type ShopControl = z.infer<typeof ShopControl>;

const BasketsCertified = openObject({
  at: Instant,
  by: z.string(),
  /** The host that was asked. */
  host: z.string(),
});

export const CredentialControl = openObject({
  hold: OpenCircuit.optional(),
  brake: Pause.optional(),
  /** `./thankflow thanx certify` has passed. A stage that spends real money sends no baskets without it. */
  basketsCertified: BasketsCertified.optional(),
});
export type CredentialControl = z.infer<typeof CredentialControl>;

/** One of a shop's own systems. */
export const TargetControl = openObject({
  hold: OpenCircuit.optional(),
  /** Failed attempts in a row. */
  failures: z.number().int().optional(),
  /** The last of them. */
  lastError: LastError.optional(),
});
export type TargetControl = z.infer<typeof TargetControl>;

export const controlKeys = {
  shop: (shop: z.infer<typeof ShopId>): Key => ({ pk: `shop#${shop}`, sk: 'control' }),
  /** What the shop has given of its limit. */
  limit: (shop: z.infer<typeof ShopId>): Key => ({ pk: `shop#${shop}`, sk: limitSk }),
  credential: (credential: string): Key => ({ pk: `thanx#${credential}`, sk: 'control' }),
  /** A shop's own secrets: its fixed user token, and its merchant's key. */
  shopSecrets: (credential: string, shop: string): Key => ({ pk: `thanx#${credential}`, sk: `shop#${shop}` }),
  /** Apart from the shop's own, which notify-shop may not write. */
  target: (shop: string, target: string): Key => ({ pk: `${targetPk}${shop}`, sk: `notify#${target}` }),
  permits: (credential: string): Key => ({ pk: `thanx#${credential}`, sk: 'permits' }),
  /** When Thanx decided about a merchant's receipts. */
  decisions: (credential: string, merchantId: string): Key => ({
    pk: `thanx#${credential}`,
    sk: `decisions#${merchantId}`,
  }),
};

/** Reads and changes a control row. The first change creates it. */
export interface Control<State> {
  get(): Promise<State>;
  change(decide: (state: State) => State | undefined): Promise<State>;
}

function control<State extends object>(table: Rows<State>, key: Key, initial: State): Control<State> {
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

/** The circuits of shops' own secrets: their fixed user tokens and their merchants' keys. Each stops one shop's receipts and baskets. */
export const shopSecretsControl = (
  documents: DynamoDBDocumentClient,
  table: string,
  credential: string,
  newId?: () => string,
) => {
  const controls = rows<CredentialControl>(documents, table, CredentialControl, newId);
  return (shop: string): Control<CredentialControl> =>
    control(controls, controlKeys.shopSecrets(credential, shop), CredentialControl.parse({}));
};

/** The circuits of a shop's own systems. */
export const targetControl = (documents: DynamoDBDocumentClient, table: string, newId?: () => string) => {
  const controls = rows<TargetControl>(documents, table, TargetControl, newId);
  return (shop: string, target: string): Control<TargetControl> =>
    control(controls, controlKeys.target(shop, target), {});
};
