import type { FaultKind } from './fault.ts';

/** SIGKILL of the whole stack, and its start on the same folder, perhaps with Lambda and SQS at their worst. */
export const killStack: FaultKind = {
  name: 'kill-stack',
  means: 'the whole stack gets SIGKILL, and is started again on the same data',
  async inject({ stack }, random) {
    const functions = random.chance(0.5);
    const [freezeIdle, deliverTwice] = [random.chance(0.3), random.chance(0.3)];
    await stack.restart({ functions, manners: { freezeIdle, deliverTwice } });
    return [
      functions ? 'with its functions' : 'alone',
      ...(freezeIdle ? ['then functions are frozen'] : []),
      ...(deliverTwice ? ['then messages come twice'] : []),
    ].join(', ');
  },
};
