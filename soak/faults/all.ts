import { applySettingsFault } from './apply-settings.ts';
import { awsFails, awsHangs, awsRefuses } from './aws.ts';
import type { FaultKind } from './fault.ts';
import { killFunction } from './kill-function.ts';
import { killStack } from './kill-stack.ts';
import { partnerFaults } from './partners.ts';
import { rotateThankuToken, rotateThanxToken, rotateWebhookSecret } from './rotations.ts';
import { stopFunction } from './stop-function.ts';

/** What goes wrong by itself. */
export const accidents: readonly FaultKind[] = [
  killFunction,
  stopFunction,
  killStack,
  awsFails,
  awsRefuses,
  awsHangs,
  ...partnerFaults,
];

/** What people do, one after the other. */
export const interventions: readonly FaultKind[] = [
  rotateWebhookSecret,
  rotateThankuToken,
  rotateThanxToken,
  applySettingsFault,
];

export const soakFaultNames = [...accidents, ...interventions].map(({ name }) => name);
