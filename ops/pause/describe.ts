import type { OpenCircuit } from '../../lib/circuit/circuit.ts';
import type { Pause } from '../../lib/store/control.ts';
import { instantOf } from '../cli/words.ts';

/** `paused by ada since 2026-03-01 12:00Z: ticket 42`. */
export const describePause = ({ by, since, reason }: Pause): string =>
  `paused by ${by} since ${instantOf(since)}: ${reason}`;

/** `circuit open since 2026-03-01 12:00Z (failures)`. */
export const describeCircuit = ({ reason, since }: OpenCircuit): string =>
  `circuit open since ${instantOf(since)} (${reason})`;

/** `the ThankUs of my-shop`. */
export const describeScope = {
  thanku: (shop: string) => `the ThankUs of ${shop}`,
  thanx: (shop: string) => `the Thanx receipts and gift cards of ${shop}`,
  notify: (shop: string) => `the notifications of ${shop}`,
  target: (shop: string, target: string) => `the notifications of ${shop} for ${target}`,
  credential: (credential: string) => `the Thanx credential "${credential}"`,
};
