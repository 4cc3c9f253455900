import { minuteMs } from '../../../lib/durations.ts';
import type { Faults } from '../../faults.ts';
import type { Kernel } from '../../kernel/kernel.ts';
import { NotModelled } from '../../aws/not-modelled.ts';
import type { Plan, PlannedShop, PlannedTrouble } from '../../plan.ts';
import { klaviyoKeyOf, storeKeyOf, storeTokenOf, systemAt, systemOf, webhookSecretOf } from '../../targets.ts';
import { exchange, type Heard } from '../network.ts';
import { klaviyo, type TakenEvent } from './klaviyo.ts';
import type { Mail, System, SystemAnswer, SystemRequest } from './system.ts';
import { shopifyStore } from './shopify-store.ts';
import { webhookReceiver, type ReceivedWebhook } from './webhook-receiver.ts';
import { wooCommerceStore } from './woocommerce-store.ts';

/** A request that notify-shop sent. All times are true times, epoch ms. */
export interface SystemCall {
  shop: string;
  system: string;
  request: SystemRequest;
  /** The order that it's about; `undefined`: it's about the shop. */
  orderId: string | undefined;
  /** When its invocation began. */
  begunMs: number;
  leftMs: number;
  /** Absent while the worker waits, or if it was killed. */
  heard?: Heard<SystemAnswer>;
}

/** Sends to shops' systems from one execution environment. */
export interface SystemCaller {
  /** Call it when an invocation begins. */
  begins(): void;
  /** @param url where the system is */
  exchange(url: string, request: SystemRequest, timeoutMs: number): Promise<Heard<SystemAnswer> | NotSent>;
}
export interface NotSent {
  kind: 'not-sent';
  reason: string;
}

/** In a path, a GraphQL ID, or JSON, perhaps as a text in JSON. */
const orderIdIn = ({ path, body }: SystemRequest): string | undefined =>
  /\/orders\/(\d+)/.exec(path)?.[1] ??
  /shopify\/Order\/(\d+)|\\?"orderId\\?":\\?"(\d+)/.exec(body)?.slice(1).find(Boolean);

/** How long after its sender's timeout a request can still take effect: PHP goes on until its own time limit. */
const maxLateMs = 5 * minuteMs;

/** The shops' own systems, and the ways to them. */
export function shopSystems(kernel: Kernel, faults: () => Faults) {
  const { random } = kernel;
  const systems = new Map<string, System>();
  const stores = new Map<string, ReturnType<typeof wooCommerceStore> | ReturnType<typeof shopifyStore>>();
  const mails: Mail[] = [];
  const webhooks: ReceivedWebhook[] = [];
  const events: TakenEvent[] = [];
  const calls: SystemCall[] = [];
  let heard = 0;
  let troubles: readonly PlannedTrouble[] = [];

  const troublesOf = (shop: string, system: string) =>
    troubles
      .filter((one) => one.shop === shop && one.system === system)
      .filter(({ fromMs, untilMs }) => fromMs <= kernel.nowMs && kernel.nowMs < untilMs);

  function faultsOf(shop: string, system: string, isWrite: boolean): Faults {
    const now = { ...faults() };
    for (const { fault, share } of troublesOf(shop, system)) {
      if (fault === 'redirects') continue;
      if (fault !== 'slowWrites') now[fault] = share;
      else if (isWrite) now.lateArrival = share;
    }
    // Whatever a shop's endpoint answers with 200, it has taken.
    return system.startsWith('webhook') ? { ...now, html: 0 } : now;
  }

  function add({ id: shop, platform, targets = [] }: PlannedShop, { deleted }: Plan): void {
    for (const target of targets) {
      const system = systemOf(target);
      if (system === 'store' && !stores.has(shop)) stores.set(shop, storeOf(shop, platform, deleted));
      const found =
        system === 'store'
          ? stores.get(shop)?.system
          : system === 'klaviyo'
            ? klaviyo(shop, klaviyoKeyOf(shop), events, mails)
            : webhookReceiver({ shop, target: target.name }, webhookSecretOf(shop, target.name), webhooks);
      if (found !== undefined) systems.set(`${shop} ${system}`, found);
    }
  }

  function storeOf(shop: string, platform: PlannedShop['platform'], deleted: Plan['deleted']) {
    const isGone = (orderId: string) =>
      deleted.some((one) => one.shop === shop && one.orderId === orderId && one.atMs <= kernel.nowMs);
    if (platform === 'shopify') return shopifyStore(storeTokenOf(shop), isGone);
    const { consumerKey, consumerSecret } = storeKeyOf(shop);
    return wooCommerceStore(shop, `${consumerKey}:${consumerSecret}`, isGone, mails);
  }

  function answer({ shop, system, request, begunMs }: SystemCall): SystemAnswer {
    const found = systems.get(`${shop} ${system}`);
    if (found === undefined) throw new NotModelled(`${shop} has no system ${system}`);
    if (troublesOf(shop, system).some(({ fault }) => fault === 'redirects'))
      return { status: 302, headers: { location: 'https://elsewhere.example/' }, body: '' };
    return found(request, kernel.nowMs, begunMs);
  }

  function caller(): SystemCaller {
    let begunMs = 0;
    return {
      begins: () => void (begunMs = kernel.nowMs),
      async exchange(url, request, timeoutMs) {
        const { shop, system } = systemAt(url, request.headers['authorization']);
        const name = `${system} of ${shop}`;
        await kernel.turn(() => `connects to ${name}`);
        const now = faultsOf(shop, system, request.method !== 'GET');
        if (random.chance(now.noConnection)) {
          if (random.chance(0.5)) return { kind: 'not-sent', reason: 'connect failed ECONNREFUSED' };
          await kernel.turn(() => `gets no connection to ${name}`, kernel.nowMs + timeoutMs);
          return { kind: 'not-sent', reason: 'connect timeout' };
        }
        const orderId = orderIdIn(request);
        const call: SystemCall = { shop, system, request, orderId, begunMs, leftMs: kernel.nowMs };
        calls.push(call);
        const server = { name, maxLateMs, answer: () => answered(() => answer(call)) };
        call.heard = await exchange(kernel, now, server, request, timeoutMs);
        heard += 1;
        return call.heard;
      },
    };
  }

  /** What a model doesn't know must end the run: the product would handle it like an outage. */
  function answered(give: () => SystemAnswer): SystemAnswer {
    try {
      return give();
    } catch (error) {
      kernel.fail(error instanceof Error ? error : new Error(String(error)));
      return { status: 500, body: '' };
    }
  }

  return {
    mails,
    webhooks,
    /** Klaviyo's. */
    events,
    calls,
    stores,
    caller,
    changes: () => calls.length + heard + mails.length + webhooks.length,
    /** Sets up the systems of a run's shops. */
    plan(plan: Plan): void {
      for (const shop of plan.shops) add(shop, plan);
      troubles = plan.systemTroubles;
    },
    troublesOf: (shop: string, system: string) => troubles.filter((one) => one.shop === shop && one.system === system),
  };
}
export type ShopSystems = ReturnType<typeof shopSystems>;
