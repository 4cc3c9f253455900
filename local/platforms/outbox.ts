import type { Delivery, OutboxState, Subscription } from './outbox-state.ts';
import type { DeliveryIdentity, PlatformFormat, ShopEvent, ShopFacts, ShopMessage } from './platform-format.ts';
import type { ShopFaults } from './shop-faults.ts';
import type { ShopOrder } from './shop-order.ts';

/** What an outbox needs of its shop. */
interface OutboxShop {
  readonly options: ShopFacts & { format: PlatformFormat; secret: string; now: () => number; random: () => number };
  readonly state: { outbox: OutboxState };
  readonly faults: ShopFaults;
  order(id: string): ShopOrder | undefined;
  nextId(): string;
}

/** A shop's webhook subscriptions, and the deliveries that somebody must send when they are due. */
export class Outbox {
  readonly #shop: OutboxShop;

  constructor(shop: OutboxShop) {
    this.#shop = shop;
  }

  get subscriptions(): Subscription[] {
    this.#deleteOnce();
    return this.#state.subscriptions;
  }

  get deliveries(): readonly Delivery[] {
    return this.#state.deliveries;
  }

  get dropped(): readonly { topic: string; orderId: string }[] {
    return this.#state.dropped;
  }

  subscribe(topic: string, url: string, more: { name?: string; secret?: string } = {}): Subscription {
    const { format, now, secret } = this.#shop.options;
    const nowMs = now();
    const given = { secret: more.secret ?? secret, name: more.name ?? `${format.platform} ${topic}` };
    const times = { createdAtMs: nowMs, updatedAtMs: nowMs };
    const id = this.#shop.nextId();
    const subscription: Subscription = { id, topic, url, status: 'active', failures: 0, ...given, ...times };
    this.#state.subscriptions.push(subscription);
    return subscription;
  }

  /** The local stack's secret may change while it runs, and its port with each start. */
  follow(url: string, secret: string): void {
    const { hostname, pathname } = new URL(url);
    for (const one of this.#state.subscriptions) {
      const old = new URL(one.url);
      if (old.hostname === hostname && old.pathname === pathname) Object.assign(one, { url, secret });
    }
  }

  /** Posts `webhook_id=12` as a form, unsigned, as WooCommerce does when a webhook is saved. */
  ping({ id: subscriptionId, url }: Subscription): void {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const nowMs = this.#shop.options.now();
    const id = this.#shop.nextId();
    const times = { triggeredAtMs: nowMs, dueAtMs: nowMs };
    const body = `webhook_id=${subscriptionId}`;
    const ping = { id, subscriptionId, eventId: id, topic: 'ping', orderId: '', url, headers, body, failures: 0 };
    this.#state.deliveries.push({ ...ping, ...times });
  }

  unsubscribe(id: string): boolean {
    const before = this.#state.subscriptions.length;
    this.#state.subscriptions = this.#state.subscriptions.filter((one) => one.id !== id);
    return this.#state.subscriptions.length < before;
  }

  /** Creates the deliveries of what has happened to an order. */
  report(order: ShopOrder, events: readonly ShopEvent[]): void {
    const { format, now } = this.#shop.options;
    for (const message of format.messages(this.#shop.options, order, events)) {
      const eventId = this.#shop.nextId();
      for (const subscription of this.subscriptions) {
        if (subscription.topic !== message.topic || subscription.status !== 'active') continue;
        const { topic, body } = message;
        const orderId = order.id;
        const dueAtMs = this.#dueAtMs();
        if (dueAtMs === undefined) {
          this.#state.dropped.push({ topic, orderId });
          continue;
        }
        const id = this.#shop.nextId();
        const identity = { id, eventId, triggeredAtMs: now() };
        const headers = this.#headers(subscription, message, identity);
        const { id: subscriptionId, url } = subscription;
        const signed = { ...message, secret: subscription.secret };
        const sent = { ...identity, subscriptionId };
        const bodyAsSent = format.bodyAsSent?.(this.#shop.options, signed, sent) ?? body;
        this.#state.deliveries.push({
          ...identity,
          subscriptionId,
          topic,
          orderId,
          dueAtMs,
          url,
          headers,
          body: bodyAsSent,
          failures: 0,
        });
      }
    }
  }

  /** Removes and returns what is due, oldest first. Report each outcome with `answered`. */
  takeDue(limit: number = Number.POSITIVE_INFINITY): Delivery[] {
    const nowMs = this.#shop.options.now();
    const due = this.#state.deliveries.filter(({ dueAtMs }) => dueAtMs <= nowMs);
    if (due.length === 0) return [];
    const taken = new Set(due.sort((a, b) => a.dueAtMs - b.dueAtMs).slice(0, limit));
    this.#state.deliveries = this.#state.deliveries.filter((delivery) => !taken.has(delivery));
    return [...taken].map((delivery) => this.#whenSent(delivery));
  }

  /** Sends a delivery again later if the platform would, and ends subscriptions that fail too often. @param status `undefined` without an answer */
  answered(delivery: Delivery, status: number | undefined): void {
    const { format, now } = this.#shop.options;
    const subscription = this.subscriptions.find(({ id }) => id === delivery.subscriptionId);
    if (status !== undefined && format.isReceived(status)) {
      if (subscription !== undefined) subscription.failures = 0;
      return;
    }
    if (subscription !== undefined) subscription.failures += 1;
    const delayMs = format.retryDelaysMs[delivery.failures];
    if (delayMs !== undefined) {
      const failures = delivery.failures + 1;
      this.#state.deliveries.push({ ...delivery, failures, dueAtMs: now() + delayMs });
    } else if (subscription !== undefined && format.maxFailures === undefined) {
      this.unsubscribe(subscription.id);
    } else if (subscription !== undefined && subscription.failures >= (format.maxFailures ?? 1)) {
      subscription.status = 'disabled';
      subscription.updatedAtMs = now();
    }
  }

  #headers(subscription: Subscription, message: ShopMessage, delivery: Omit<DeliveryIdentity, 'subscriptionId'>) {
    const { format } = this.#shop.options;
    const identity = { ...delivery, subscriptionId: subscription.id };
    const { signedUrl: url = subscription.url } = this.#shop.options;
    const signed = { ...message, secret: subscription.secret, url };
    return { 'content-type': 'application/json', ...format.headers(this.#shop.options, signed, identity) };
  }

  /** A delivery as it's sent. Some platforms write the body only then. */
  #whenSent(delivery: Delivery): Delivery {
    const { topic } = delivery;
    const order = this.#shop.order(delivery.orderId);
    const subscription = this.subscriptions.find(({ id }) => id === delivery.subscriptionId);
    const { format, now } = this.#shop.options;
    const signsTime = format.signsTime === true;
    const body = format.bodyWhenSent?.(this.#shop.options, topic, order);
    if (subscription === undefined || (body === undefined && !signsTime)) return delivery;
    const message = { topic, body: body ?? delivery.body };
    const identity = signsTime ? { ...delivery, triggeredAtMs: now() } : delivery;
    return { ...delivery, body: message.body, headers: this.#headers(subscription, message, identity) };
  }

  get #state(): OutboxState {
    return this.#shop.state.outbox;
  }

  /** When a new delivery is due; `undefined` if a fault keeps it from being sent. */
  #dueAtMs(): number | undefined {
    const { faults } = this.#shop;
    const { now, random } = this.#shop.options;
    const drawn = random();
    if (drawn < faults.dropShare) return undefined;
    const isLate = drawn < faults.dropShare + faults.delayShare;
    return now() + (isLate ? Math.round(random() * faults.delayMaxMs) : 0);
  }

  #deleteOnce(): void {
    const at = this.#shop.faults.deleteSubscriptionsAtMs;
    if (at === undefined || this.#state.wasDeleted || this.#shop.options.now() < at) return;
    this.#state.wasDeleted = true;
    this.#state.subscriptions = [];
  }
}
