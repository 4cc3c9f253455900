import { ThankflowError } from '../../lib/errors.ts';
import { anotherChance } from '../repair/another-chance.ts';
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
      return await replayLetter(ports, dead, fate);
    default:
      return fate;
  }
}

async function replayLetter(
  ports: ReplayPorts,
  { orders }: Dead,
  fate: 'retry' | 'retry-older' | 'refreeze',
): Promise<Fate> {
  const [order] = orders;
  if (order === undefined) throw new ThankflowError('bad-row', 'a dead letter names no order');
  const chance = await anotherChance(ports, order.shop, order.pid, { refreeze: fate === 'refreeze' });
  switch (chance.kind) {
    case 'retried':
      if (chance.refrozen.length > 0) return 'refreeze';
      return fate === 'refreeze' ? 'retry' : fate;
    case 'nothing-failed':
      return 'left-over';
    case 'data-gone':
      return 'data-gone';
    case 'unknown-order':
      return 'no-order';
  }
}
