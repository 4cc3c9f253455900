import { Limits } from '../../../lib/permits/limits.ts';
import { startFlowStack, type FlowStack } from '../support/flow-stack.ts';
import { observe, type Observer } from '../support/observe.ts';
import { loyal, shopWith } from '../support/shops.ts';

/** Receipts wait for permits here, but a third as long as at the real Thanx. A busy machine may take a second from the permit to the sandbox. */
export const thanxLimits = Limits.parse({
  burst: { requests: 20, windowMs: 1000 },
  sustained: { requests: 6000, windowMs: 900_000 },
  jitterMs: 1000,
  lateMs: 200,
  coldStartMs: 0,
});

/** The one stack that the files of this folder share. */
export let stack: FlowStack;
export let see: Observer;

export async function start(): Promise<void> {
  stack = await startFlowStack({
    thanxLimits,
    shops: [
      shopWith('club', {}, loyal('club')),
      shopWith('goods', {}, loyal('goods', { amountBasis: 'subtotal' })),
      shopWith('market', {}, loyal('market', { mode: 'baskets', locationUid: 'online' })),
      shopWith('house', {}, loyal('house', { members: 'token' })),
      shopWith('boutique', {}, { ...loyal('boutique'), platform: 'shopify' }),
    ],
  });
  see = observe(stack);
}

export const shop = (id: string) => stack.endpoints().shops.find((one) => one.id === id)!;
