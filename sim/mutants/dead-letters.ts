import type { Mutant } from './mutant.ts';

const replay = 'ops/dlq/replay.ts';

/** Faults of `dlq replay`. */
export const deadLetterMutants: readonly Mutant[] = [
  {
    name: 'dead-event-not-sent',
    file: replay,
    search: "if (message.kind === 'event') await ports.send(dead.queue.source.url, ofShop(message.event));",
    replace:
      "if (message.kind === 'event') await ports.send(dead.queue.source.url, ofShop(message.event)).catch(() => undefined);",
    breaks: 'An order that lies in the dead letters is lost where SQS refuses it once.',
  },
  {
    name: 'all-letters-removed',
    file: replay,
    search: "if (!run.yes || !replayActions[action].isRemoved) return 'keep';",
    replace: "if (!run.yes) return 'keep';",
    breaks: 'The letter of an order that only a person can help goes, and nobody hears of the order any more.',
  },
  {
    name: 'broken-visit-removes',
    file: 'ops/queue/walk.ts',
    search: "const goes = verdict?.status === 'fulfilled' && verdict.value === 'remove';",
    replace: "const goes = verdict?.status !== 'fulfilled' || verdict.value === 'remove';",
    breaks: 'What an outage interrupts is removed from the dead letters.',
  },
  {
    name: 'walk-removes-first',
    file: 'ops/queue/walk.ts',
    search: 'const verdicts = await Promise.allSettled(messages.map(visit));',
    replace:
      'await remove(sqs, queueUrl, messages.map(({ handle }) => handle));\n      const verdicts = await Promise.allSettled(messages.map(visit));',
    breaks: 'A replay that is killed loses the letters that it had in hand.',
  },
];
