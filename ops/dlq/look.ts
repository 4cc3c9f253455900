import type { StageAws } from '../stage/aws.ts';
import { listing, type Listing } from './listing.ts';
import { searchPorts } from './ports.ts';
import { countDead, deadQueues } from './queues.ts';
import { searchDead, type Searched } from './search.ts';

/** What a short look into the dead letter queues found. */
export interface Look {
  listed: Listing;
  searched: Searched;
}

/** Reading ends after so many messages or so long, because others can't see the messages until it does. */
const maxRead = 5000;
const maxReadMs = 8000;

/** Lists dead letters, and puts them back. @param limit how many are listed one by one */
export async function lookAtDead(aws: StageAws, limit: number): Promise<Look> {
  const listed = listing(limit);
  const searched = await searchDead(
    searchPorts(aws),
    await deadQueues(aws),
    {},
    async (dead) => {
      listed.add(dead);
      return listed.count() < maxRead ? 'keep' : 'stop';
    },
    { nowMs: Date.now(), signal: AbortSignal.timeout(maxReadMs) },
  );
  return { listed, searched };
}

/** About how many dead letters the stage has. Receives none. */
export async function countAllDead(aws: StageAws): Promise<number> {
  const { waiting, held } = await countDead(aws.sqs, await deadQueues(aws));
  return waiting + held;
}
