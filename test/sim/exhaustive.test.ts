import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { explore, type Bounds } from '../../sim/exhaustive/explore.ts';
import type { Scene } from '../../sim/exhaustive/search.ts';
import { cancelledWhileBilled, paidTwice, wokenTwice } from '../../sim/exhaustive/scenes.ts';

const everything: Bounds = { workers: 2, crashes: 1, faults: 1, switches: Infinity, seconds: Infinity };
const calm: Bounds = { ...everything, crashes: 0, faults: 0 };
const troubled: Bounds = { ...everything, switches: 0 };

const scenes: [string, () => Scene | Promise<Scene>, number][] = [
  // All of it takes 20 s and 7 s.
  ['a paid event', () => paidTwice(false), 2],
  ['a receipt’s wake-up', wokenTwice, 1],
];

const withCancellation: typeof scenes = [...scenes, ['a basket’s wake-up and a cancellation', cancelledWhileBilled, 0]];

/** The product as if its writes had no conditions. */
const careless = ({ decide, ...scene }: Scene): Scene => ({
  ...scene,
  decide: (message) => async (around) => {
    const { documents } = around.surroundings.aws;
    const send = documents.send.bind(documents) as (command: object) => Promise<unknown>;
    const carelessly = (command: object) =>
      command instanceof PutCommand
        ? send(new PutCommand({ TableName: command.input.TableName, Item: command.input.Item }))
        : send(command);
    documents.send = carelessly as typeof documents.send;
    return await decide(message)(around);
  },
});

// `npm run sim:exhaustive` explores everything together, which takes too long for a test.
describe('two workers that are given the same message at the same time', () => {
  it.each(scenes)(
    'keep every promise about %s, in whatever order they go on',
    async (_, scene, switches) => {
      const { broken, isComplete, states, compared } = await explore(await scene(), { ...calm, switches });
      expect(broken).toBeUndefined();
      expect(isComplete).toBe(true);
      expect(states).toBeGreaterThan(1000);
      expect(compared).toBeGreaterThan(10);
    },
    600_000,
  );

  it.each(withCancellation)(
    'keep every promise about %s, whoever crashes and whatever fault a partner has',
    async (_, scene) => {
      const { broken, isComplete, ends } = await explore(await scene(), troubled);
      expect(broken).toBeUndefined();
      expect(isComplete).toBe(true);
      expect(ends).toBeGreaterThan(20);
    },
    600_000,
  );

  it('are seen to send a receipt twice where writes have no conditions', async () => {
    const { broken } = await explore(careless(await wokenTwice()), calm);
    expect(broken?.what).toContain('2 receipts');
    expect(broken?.story.filter((line) => line.includes('POST /receipts'))).not.toEqual([]);
  }, 600_000);

  it('are seen to know something that was forgotten too early', async () => {
    // What a claim read and wrote is passed on.
    const forgetful: Scene = { ...paidTwice(false), forgetting: { leaveNothing: ['claim'], beginAnew: [] } };
    const exploring = explore(forgetful, { ...calm, switches: 1 });
    await expect(exploring).rejects.toThrow('forgetting makes a difference');
  }, 600_000);
});
