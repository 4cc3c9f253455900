import { setTimeout as delay } from 'node:timers/promises';
import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { keys, thankuSk } from '../lib/store/keys.ts';
import type { SoakOrder } from './plan.ts';
import { until } from './patience.ts';
import type { SoakWorld } from './world.ts';

/** DynamoDB reads no more rows at once. */
const atOnce = 100;
const everyMs = 3000;
const patienceMs = 60 * 60_000;

const Rows = z.array(z.object({ pk: z.string() }));

interface Waiting extends PromiseWithResolvers<void> {
  pid: string;
  sinceMs: number;
}

/** Knows which cancellations are processed: what is paid before that may be thanked. Looks for all that wait, together. */
export class Stopped {
  readonly #world: SoakWorld;
  readonly #waiting = new Map<string, Waiting>();
  #looking: Promise<void> | undefined;

  constructor(world: SoakWorld) {
    this.#world = world;
  }

  /** Settles when thankflow knows that the order is cancelled. @throws if that takes longer than an hour */
  async known({ shop, pid }: SoakOrder): Promise<void> {
    const known = Promise.withResolvers<void>();
    this.#waiting.set(keys.thanku(shop.id, pid).pk, { ...known, pid, sinceMs: performance.now() });
    this.#looking ??= this.#lookUntilAllAreKnown();
    await Promise.race([known.promise, this.#looking]);
  }

  async #lookUntilAllAreKnown(): Promise<void> {
    while (this.#waiting.size > 0) {
      await delay(everyMs);
      const pks = [...this.#waiting.keys()];
      for (let at = 0; at < pks.length; at += atOnce) {
        const some = pks.slice(at, at + atOnce);
        for (const pk of await until('cancelled orders can be read', () => this.#found(some))) {
          this.#waiting.get(pk)?.resolve();
          this.#waiting.delete(pk);
        }
      }
      for (const { pid, sinceMs, reject } of this.#waiting.values()) {
        if (performance.now() - sinceMs > patienceMs) reject(new Error(`the cancellation of ${pid} is not processed`));
      }
    }
    this.#looking = undefined;
  }

  #found(pks: readonly string[]): Promise<string[]> {
    return this.#world.withAws(async ({ documents, ordersTable }) => {
      const Keys = pks.map((pk) => ({ pk, sk: thankuSk }));
      const RequestItems = { [ordersTable]: { Keys, ConsistentRead: true, ProjectionExpression: 'pk' } };
      const { Responses } = await documents.send(new BatchGetCommand({ RequestItems }));
      return Rows.parse(Responses?.[ordersTable] ?? []).map(({ pk }) => pk);
    });
  }
}
