import { startFlowStack, type FlowStack } from '../support/flow-stack.ts';
import { observe, type Observer } from '../support/observe.ts';
import { loyal, shopWith } from '../support/shops.ts';

/** The one stack that the files of this folder share. */
export let stack: FlowStack;
export let see: Observer;

export async function start(): Promise<void> {
  stack = await startFlowStack({
    thanxLimits: 'stage',
    shops: [
      shopWith('club', {}, loyal('club')),
      shopWith('goods', {}, loyal('goods', { amountBasis: 'subtotal' })),
      shopWith('house', {}, loyal('house', { members: 'token' })),
      shopWith('boutique', {}, { ...loyal('boutique'), platform: 'shopify' }),
    ],
  });
  see = observe(stack);
}

export const shop = (id: string) => stack.endpoints().shops.find((one) => one.id === id)!;
