import { ThankflowError } from '../../lib/errors.ts';
import type { Dead } from './dead.ts';
import type { DeadQueue } from './queues.ts';
import { searchDead, type Searched, type SearchPorts } from './search.ts';

const wholeIdLength = 36;
const maxNamed = 5;

/** Finds the dead letter whose ID begins like this, and leaves it in its queue. @throws `not-found` for none, `usage` for several */
export async function findDead(
  ports: SearchPorts,
  queues: readonly DeadQueue[],
  id: string,
  signal: AbortSignal,
): Promise<{ dead: Dead; searched: Searched }> {
  const found: Dead[] = [];
  const searched = await searchDead(
    ports,
    queues,
    { ids: [id] },
    async (dead) => {
      if (found.length < maxNamed) found.push(dead);
      return id.length === wholeIdLength ? 'stop' : 'keep';
    },
    { nowMs: Date.now(), signal },
  );
  const [dead, ...others] = found;
  if (dead === undefined) throw new ThankflowError('not-found', whyNotFound(id, searched));
  if (others.length > 0) {
    throw new ThankflowError('usage', `several ids begin with ${id}: ${found.map((one) => one.id).join(', ')}`);
  }
  return { dead, searched };
}

export function whyNotFound(id: string, { heldByOthers, ended }: Pick<Searched, 'heldByOthers' | 'ended'>): string {
  if (ended !== 'empty') return `the search for the dead letter ${id} ended before it was found. Repeat this.`;
  return heldByOthers > 0
    ? `there is no visible dead letter ${id}, but another command holds about ${heldByOthers}. They come back within an hour. Repeat this then.`
    : `there is no dead letter ${id}. It was replayed or dropped, or is older than 14 days. \`dlq list\` shows all.`;
}
