import { setTimeout as delay } from 'node:timers/promises';
import { signal } from '../processes.ts';
import { awhile, type FaultKind } from './fault.ts';
import { pickFunction } from './pick-function.ts';

/** SIGSTOP of a function's process, and SIGCONT later: it goes on in the middle of what it was doing, with old clocks in mind. */
export const stopFunction: FaultKind = {
  name: 'stop-function',
  means: 'a process of a function gets SIGSTOP, and SIGCONT seconds later',
  async inject({ stack }, random) {
    const { name, pid } = await pickFunction(stack, random);
    if (signal(pid, 'SIGSTOP')) {
      await delay(awhile(random) * 2);
      signal(pid, 'SIGCONT');
    }
    return name;
  },
};
