import { awsFaults } from './aws.ts';
import type { FaultKind } from './fault.ts';
import { interventions } from './interventions.ts';
import { partnerFaults } from './partners.ts';
import { killFunction, killStack, stopFunction } from './processes.ts';

export { interventions };

/** What goes wrong by itself. */
export const accidents: readonly FaultKind[] = [killFunction, stopFunction, killStack, ...awsFaults, ...partnerFaults];

export const soakFaultNames = [...accidents, ...interventions].map(({ name }) => name);
