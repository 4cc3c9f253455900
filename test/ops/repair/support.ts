import { settingsWith } from '../../lib/order/support.ts';
import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { ThankuOutcome } from '../../../lib/partners/thanku/outcome.ts';
import { applyRefreeze } from '../../../ops/repair/apply-refreeze.ts';
import { proposeRefreeze, type RefreezePorts } from '../../../ops/repair/refreeze.ts';
import type { startWorld } from '../../functions/thank-customer/world.ts';

export type World = Awaited<ReturnType<typeof startWorld>>;
export type Shop = ReturnType<World['shop']>;

export const rejected: ThankuOutcome = { kind: 'rejected', status: 400, words: 'impactValue is too small' };
export const noAnswer: ThankuOutcome = { kind: 'retry', reason: 'server error', status: 500 };

/** A shop with an order that ended in these answers, the last of them a 400. */
export async function failedAfter(world: World, ...answers: ThankuOutcome[]): Promise<Shop> {
  const shop = world.shop();
  shop.state.answers.push(...answers);
  let verdict = await shop.paid();
  while (!verdict.done) {
    shop.pass(verdict.againInSeconds * 1000);
    verdict = await shop.wake();
  }
  expect(await shop.order()).toMatchObject({ state: 'failed' });
  return shop;
}

export function portsOf(shop: Shop, overrides: Partial<RefreezePorts> = {}): RefreezePorts {
  return {
    store: shop.ports.store,
    settings: shop.ports.settings,
    sendOrders: async () => undefined,
    wakeReceipt: async () => undefined,
    now: shop.ports.now,
    newId: randomUUID,
    simulateAll: false,
    ...overrides,
  };
}

/** Puts other settings in force. */
export function correct(shop: Shop, thanku: Record<string, unknown> = { impact: { fixed: 7 } }, rest = {}): void {
  shop.state.settings = settingsWith(thanku, { ...rest, shop: shop.name });
}

export async function proposalFor(shop: Shop, ports = portsOf(shop)) {
  const proposal = await proposeRefreeze(ports, shop.name, shop.pid());
  if (proposal.kind === 'no') throw new Error(proposal.because);
  return proposal;
}

export const refreeze = async (shop: Shop, ports = portsOf(shop)) =>
  await applyRefreeze(ports, await proposalFor(shop, ports));

/** What an attempt asked for. */
export const impactOf = (body: string | undefined): unknown => JSON.parse(body ?? '{}').impactValue;
