import * as z from 'zod';
import { SavedBooks } from '../partners/saved-books.ts';
import type { PlatformFormat } from './platform-format.ts';
import { SandboxShop, type SandboxShopOptions, ShopState } from './sandbox-shop.ts';

const Books = z.record(z.string(), ShopState);

export interface RegistryOptions {
  format: PlatformFormat;
  now: () => number;
  random: () => number;
  /** Keeps the shops' state here across restarts. */
  file?: string;
}

/** The shops of one platform. */
export class ShopRegistry {
  readonly #options: RegistryOptions;
  readonly #saved: SavedBooks<z.infer<typeof Books>>;
  readonly #shops = new Map<string, SandboxShop>();

  constructor(options: RegistryOptions) {
    this.#options = options;
    this.#saved = new SavedBooks(Books, {}, options.file);
  }

  get shops(): readonly SandboxShop[] {
    return [...this.#shops.values()];
  }

  shop(id: string): SandboxShop | undefined {
    return this.#shops.get(id);
  }

  /**
   * Returns a shop, and opens it first if it's new.
   * @param webhooks what a shop subscribes to if it never existed before
   */
  open(
    options: Pick<SandboxShopOptions, 'id' | 'secret' | 'currency' | 'domain' | 'utcOffsetMinutes' | 'platformShopId'>,
    webhooks: { topics: readonly string[]; url: string } = { topics: [], url: '' },
  ): SandboxShop {
    const found = this.#shops.get(options.id);
    if (found !== undefined) return found;
    const { format, now, random } = this.#options;
    const saved = this.#saved.value[options.id];
    const state = saved ?? ShopState.parse({});
    this.#saved.value[options.id] = state;
    const shop = new SandboxShop({ ...options, format, now, random, state });
    this.#shops.set(options.id, shop);
    if (saved === undefined) for (const topic of webhooks.topics) shop.outbox.subscribe(topic, webhooks.url);
    return shop;
  }

  /** Call it after each change. */
  changed(): void {
    this.#saved.changed();
  }

  /** Deletes all orders and deliveries. Subscriptions stay. */
  reset(): void {
    for (const { state } of this.shops) {
      state.orders = {};
      state.outbox.deliveries = [];
      state.outbox.dropped = [];
      state.mails = [];
    }
    this.changed();
  }

  close(): void {
    this.#saved.close();
  }
}
