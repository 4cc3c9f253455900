import { NotModelled } from '../../sim/aws/not-modelled.ts';
import { shopifyStore } from '../../sim/partners/systems/shopify-store.ts';
import type { System } from '../../sim/partners/systems/system.ts';
import type { SystemCaller } from '../../sim/partners/systems/systems.ts';
import { webhookReceiver } from '../../sim/partners/systems/webhook-receiver.ts';
import type { PlannedTarget } from '../../sim/plan.ts';
import type { Surroundings } from '../../sim/ports/surroundings.ts';
import { storeTokenOf, systemAt, webhookSecretOf } from '../../sim/targets.ts';

/** Nothing is drawn. */
export const calmRandom: Surroundings['kernel']['random'] = {
  next: () => 0.5,
  below: () => 0,
  between: (low) => low,
  chance: () => false,
  pick: <T>([first]: readonly [T, ...T[]]) => first,
};

const target = (shop: string, name: string, to: PlannedTarget['to']): PlannedTarget => ({
  shop,
  name,
  to,
  removedMs: undefined,
});

/** The targets whose cost is counted. */
export const webhookOf = (shop: string): PlannedTarget => target(shop, 'webhook', 'webhook');
export const metafieldsOf = (shop: string): PlannedTarget => target(shop, 'fields', 'shopify-metafield');

/** The systems of a shop on Shopify. They take everything. @param answered waits for an answer */
export function calmSystems(shop: string, now: () => number, answered: () => Promise<void>): SystemCaller {
  const { name } = webhookOf(shop);
  const systems = new Map<string, System>([
    ['store', shopifyStore(storeTokenOf(shop), () => false).system],
    [name, webhookReceiver({ shop, target: name }, webhookSecretOf(shop, name), [])],
  ]);
  return {
    begins: () => undefined,
    async exchange(url, request) {
      const { system } = systemAt(url);
      const answer = systems.get(system);
      if (answer === undefined) throw new NotModelled(`the shop has no system ${system}`);
      await answered();
      return { kind: 'answer', ...answer(request, now(), now()) };
    },
  };
}
