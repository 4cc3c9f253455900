import { signal } from '../processes.ts';
import type { FaultKind } from './fault.ts';
import { pickFunction } from './pick-function.ts';

/** SIGKILL of a function's process, whatever it is doing. */
export const killFunction: FaultKind = {
  name: 'kill-function',
  means: 'a process of a function gets SIGKILL',
  async inject({ stack }, random) {
    const { name, pid } = await pickFunction(stack, random);
    signal(pid, 'SIGKILL');
    return name;
  },
};
