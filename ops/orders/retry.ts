import { anotherChance } from '../repair/apply-refreeze.ts';
import type { RefreezePorts } from '../repair/refreeze.ts';
import { expediteOrder } from '../repair/retry-order.ts';
import { keyText, type OrderKey } from '../../lib/order/order-key.ts';
import { whyNotRefrozen } from './describe-refreeze.ts';
import { partsAre, type Repaired } from './repaired.ts';
import type { WholeOrder } from './read-order.ts';

/**
 * Retries one order, or says why that is useless. `order` was read just before.
 * @param options.refreeze creates a new request from the current settings if that differs and is safe
 */
export async function retry(
  ports: RefreezePorts,
  key: OrderKey,
  order: WholeOrder,
  { stage, refreeze }: { stage: string; refreeze: boolean },
): Promise<Repaired> {
  const refused = (words: string): Repaired => ({ key: keyText(key), outcome: 'refused', words });
  if (order.brake !== undefined)
    return refused(`${order.brake.words}. Resume it first: ./thankflow ${order.brake.resume} --stage ${stage}`);
  if (order.rows.thanku.state === 'early') return refused(describeNext(order, stage));
  const chance = await anotherChance(ports, key.shop, key.pid, { refreeze });
  switch (chance.kind) {
    case 'retried': {
      const { parts, refrozen } = chance;
      return refrozen.length > 0
        ? { key: keyText(key), outcome: 'refrozen', parts, words: `${partsAre(parts)} ${newRequest}` }
        : { key: keyText(key), outcome: 'retried', parts, words: `${partsAre(parts)} tried again` };
    }
    case 'data-gone':
      return refused(whyNotRefrozen['data-gone']);
    case 'unknown-order':
      return refused('there is no such order');
    case 'nothing-failed': {
      const parts = await expediteOrder(ports, key.shop, key.pid, { isFree: true });
      if (parts.length > 0) {
        const isLook = parts.includes('receipt') && order.rows.receipt?.state === 'unknown';
        const words = isLook
          ? 'thankflow looks for its receipt at Thanx once more, which takes up to twelve minutes'
          : `${partsAre(parts)} being tried now`;
        return { key: keyText(key), outcome: 'brought-forward', parts, words };
      }
      return refused(`nothing of it has failed. ${describeNext(order, stage)}`);
    }
  }
}

const newRequest = 'tried again, with a request made from the current settings';

/** Describes in one line why an order can't be retried, with the command that helps. */
const describeNext = ({ next, rows: { thanku } }: WholeOrder, stage: string): string =>
  next
    .map(({ means, commands: [command] }) =>
      command === undefined ? means : `${means} ./thankflow ${command} --stage ${stage}`,
    )
    .join(' ') || `It is ${thanku.state}.`;
