import { ThankflowError } from '../../lib/errors.ts';
import { applyRefreeze } from '../../lib/repair/apply-refreeze.ts';
import { proposeRefreeze } from '../../lib/repair/refreeze.ts';
import { retryOrder } from '../../lib/repair/retry.ts';
import type { Dead } from './dead.ts';
import { fateOf, type Fate, type FateOptions, type ReplayPorts } from './fate.ts';

/**
 * Replays one dead letter: rows first, then the wake-up; the letter itself is removed by the caller, last. So a kill at
 * any moment leaves the letter or has done its work, and the next run finds it left over.
 */
export async function replayOne(ports: ReplayPorts, dead: Dead, options: FateOptions): Promise<Fate> {
  const fate = await fateOf(ports, dead, options);
  const { message } = dead;
  switch (fate) {
    case 'event':
      if (message.kind === 'event') await ports.send(dead.queue.source.url, message.event);
      return fate;
    case 'wake':
      if (message.kind === 'wake') await ports.send(dead.queue.source.url, message.wake);
      if (message.kind === 'follow') await ports.send(dead.queue.source.url, message.follow);
      return fate;
    case 'retry':
    case 'retry-older':
    case 'refreeze':
      return await anotherChance(ports, dead, fate);
    default:
      return fate;
  }
}

async function anotherChance(
  ports: ReplayPorts,
  { orders }: Dead,
  fate: 'retry' | 'retry-older' | 'refreeze',
): Promise<Fate> {
  const [order] = orders;
  if (order === undefined) throw new ThankflowError('bad-row', 'a dead letter names no order');
  const { shop, pid } = order;
  let refrozen = false;
  if (fate === 'refreeze') {
    const proposal = await proposeRefreeze(ports, shop, pid);
    refrozen = proposal.kind === 'proposal' && (await applyRefreeze(ports, proposal)).kind === 'refrozen';
  }
  // Whatever of it has failed and was not frozen anew gets its chance as it is.
  const retried = await retryOrder(ports, shop, pid);
  if (refrozen) return 'refreeze';
  switch (retried.kind) {
    case 'retried':
      return fate === 'refreeze' ? 'retry' : fate;
    case 'nothing-failed':
      return 'left-over';
    case 'data-gone':
      return 'data-gone';
    case 'unknown-order':
      return 'no-order';
  }
}
