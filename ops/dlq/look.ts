import type { StageAws } from '../stage/aws.ts';
import { number } from '../cli/words.ts';
import type { Dead } from './dead.ts';
import { findDead } from './find.ts';
import { listing, type Listing } from './listing.ts';
import { searchPorts } from './ports.ts';
import { countDead, deadQueues } from './queues.ts';
import { describeSearched, searchDead, type Searched } from './search.ts';

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

/** What to know about a look, a sentence or a few each. */
export const describeLook = ({ searched, listed }: Look, stage: string): string[] => [
  ...describeSearched(searched),
  ...(searched.ended === 'stopped'
    ? [`Only the first ${number(listed.count())} were read. To list all: ./thankflow dlq list --stage ${stage}`]
    : []),
];

/** Finds one dead letter, and puts everything back. @throws as `findDead` */
export async function lookForDead(aws: StageAws, id: string): Promise<Dead> {
  const { dead } = await findDead(searchPorts(aws), await deadQueues(aws), id, AbortSignal.timeout(maxReadMs));
  return dead;
}

/** How many dead letters have come or gone since they were read. Receives none, and knows only SQS's estimate. */
export async function changeSince(aws: StageAws, { seen, heldByOthers, ended }: Searched): Promise<string> {
  const { waiting, held } = await countDead(aws.sqs, await deadQueues(aws));
  const more = waiting + held - seen - heldByOthers;
  if (ended !== 'empty') return `SQS counts about ${number(waiting + held)} now.`;
  if (more === 0) return 'None have come since.';
  const verb = Math.abs(more) === 1 ? 'has' : 'have';
  return more > 0 ? `About ${number(more)} more ${verb} come since.` : `About ${number(-more)} ${verb} gone since.`;
}
