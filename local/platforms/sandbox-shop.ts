import * as z from 'zod';
import { cancelled, paid, placed, refunded } from './order-changes.ts';
import { paymentStateOf } from './amounts.ts';
import { Outbox } from './outbox.ts';
import { OutboxState } from './outbox-state.ts';
import { ShopFaults } from './shop-faults.ts';
import { NewOrder, NewRefund, ShopOrder, type OrderNote } from './shop-order.ts';
import type { PlatformFormat } from './platform-format.ts';

/** The state that survives a restart. */
export const ShopState = z.object({
  orders: z.record(z.string(), ShopOrder).default({}),
  placed: z.number().int().default(0),
  lastId: z.number().int().default(0),
  outbox: OutboxState.prefault({}),
  /** The mails that notes to customers caused (WooCommerce). They stay when an order is deleted. */
  mails: z.array(z.object({ order: z.string(), to: z.string(), text: z.string() })).default([]),
});
export type ShopState = z.infer<typeof ShopState>;

/** What a test does between two calls of a client. */
interface ShopHooks {
  /** Runs before each page of a listing but the first; on WooCommerce, before each list but the first. */
  betweenPages?: () => void;
  /** Runs before an order is fetched by its ID. */
  beforeFetch?: (orderId: string) => void;
}

export interface SandboxShopOptions {
  /** thankflow's ID of the shop. */
  id: string;
  format: PlatformFormat;
  /** Signs webhooks. */
  secret: string;
  /** `my-shop.myshopify.com`, `my-shop.example`. */
  domain?: string;
  currency?: string;
  /** The shop's time zone. */
  utcOffsetMinutes?: number;
  /** What its settings say that the platform calls it. */
  platformShopId?: string | undefined;
  /** What its settings say that the platform signs as the URL. */
  signedUrl?: string | undefined;
  now: () => number;
  /** From 0 to below 1. Decides about faults only. */
  random: () => number;
  /** The state of an earlier run. */
  state?: ShopState;
}

/** A shop with its orders. Whatever happens to an order is reported to the shop's webhook subscriptions. */
export class SandboxShop {
  readonly options: Required<Omit<SandboxShopOptions, 'state' | 'platformShopId' | 'signedUrl'>> &
    Pick<SandboxShopOptions, 'platformShopId' | 'signedUrl'>;
  readonly state: ShopState;
  readonly outbox: Outbox;
  faults: ShopFaults = ShopFaults.parse({});
  hooks: ShopHooks = {};

  constructor({ state, ...options }: SandboxShopOptions) {
    const domain = options.format.naming.domain(options.id);
    this.options = { domain, currency: 'EUR', utcOffsetMinutes: 0, ...options };
    this.state = state ?? ShopState.parse({});
    this.outbox = new Outbox(this);
  }

  get orders(): ShopOrder[] {
    return Object.values(this.state.orders);
  }

  order(id: string): ShopOrder | undefined {
    return this.state.orders[id];
  }

  /** @throws ZodError */
  place(input: z.input<typeof NewOrder> = {}): ShopOrder {
    const given = NewOrder.parse(input);
    this.state.placed += 1;
    const { naming } = this.options.format;
    const id = given.id ?? this.#orderId();
    const { currency } = this.options;
    const order = placed({ naming, currency }, id, this.state.placed, given, this.#now(), () => this.nextId());
    return this.#save(order, given.paid ? ['created', 'paid'] : ['created']);
  }

  /** @throws RangeError if there is no such order, or it's paid already. Likewise below */
  pay(id: string): ShopOrder {
    const order = this.#existing(id);
    if (order.paidAtMs !== null) throw new RangeError(`order ${id} is paid`);
    return this.#save(
      paid(order, this.#now(), () => this.nextId()),
      ['paid', 'updated'],
    );
  }

  /** Changes nothing but when the order was updated. */
  edit(id: string): ShopOrder {
    return this.#save({ ...this.#existing(id), updatedAtMs: this.#now() }, ['updated']);
  }

  /** Writes what another system adds to an order. */
  annotate(id: string, added: Partial<Pick<ShopOrder, 'metafields' | 'meta'>>): ShopOrder {
    return this.#save({ ...this.#existing(id), ...added, updatedAtMs: this.#now() }, ['updated']);
  }

  /** Adds a note. It doesn't change the order, so nothing is reported. */
  addNote(id: string, text: string, toCustomer: boolean): OrderNote {
    const order = this.#existing(id);
    const note = { id: this.nextId(), text, toCustomer, atMs: this.#now() };
    this.state.orders[id] = { ...order, notes: [...order.notes, note] };
    if (toCustomer && order.email !== null) this.state.mails.push({ order: id, to: order.email, text });
    return note;
  }

  refund(id: string, input: z.input<typeof NewRefund> = {}): ShopOrder {
    const order = refunded(this.#existing(id), NewRefund.parse(input), this.#now(), () => this.nextId());
    return this.#save(order, ['refunded', 'updated']);
  }

  /** A paid order is refunded first, unless `refund` is false. */
  cancel(id: string, { refund = true }: { refund?: boolean } = {}): ShopOrder {
    const order = this.#existing(id);
    const isOwed = ['paid', 'partially_refunded'].includes(paymentStateOf(order));
    if (refund && isOwed) this.refund(id);
    return this.#save(cancelled(this.#existing(id), this.#now()), ['cancelled', 'updated']);
  }

  /** WooCommerce: moves it to the trash, where it can only be fetched by its ID. */
  trash(id: string): void {
    this.#save({ ...this.#existing(id), trashed: true, updatedAtMs: this.#now() }, ['deleted']);
  }

  delete(id: string): void {
    const order = this.#existing(id);
    delete this.state.orders[id];
    this.outbox.report(order, ['deleted']);
  }

  nextId(): string {
    this.state.lastId += 1;
    return String(this.state.lastId + 1_000_000);
  }

  #orderId(): string {
    this.state.lastId += 1;
    return this.options.format.naming.orderId(this.state.lastId, this.state.placed);
  }

  #existing(id: string): ShopOrder {
    const order = this.order(id);
    if (order === undefined) throw new RangeError(`there is no order ${id}`);
    return order;
  }

  #save(order: ShopOrder, events: Parameters<Outbox['report']>[1]): ShopOrder {
    this.state.orders[order.id] = order;
    this.outbox.report(order, events);
    return order;
  }

  #now(): number {
    return this.options.now();
  }
}
