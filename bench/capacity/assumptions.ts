import type { Random } from '../../sim/kernel/random.ts';

/** What isn't known without AWS. docs/capacity.md lists it. */
export const assumed = {
  awsCallMs: 5,
  /** ThankU and Thanx answer after this long, evenly distributed. */
  partnerMs: { from: 200, to: 400 },
  /** Of a whole core, for a call to AWS: signing, serializing, parsing, and the code around it. */
  cpuMsPerCall: 0.5,
  /** A function with this much memory has a whole core. https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
  mbPerCore: 1769,
  /** What the queue's workers, housekeeping and reconcile have. */
  workerMb: 512,
};

export const partnerMs = (random: Random): number =>
  assumed.partnerMs.from + random.next() * (assumed.partnerMs.to - assumed.partnerMs.from);

/** How long so many calls to AWS keep a worker's processor busy, in ms. */
export const cpuMs = (calls: number): number => calls * assumed.cpuMsPerCall * (assumed.mbPerCore / assumed.workerMb);

/** How long thank-customer needs for the orders of a batch. It handles them at the same time, on one share of a core. */
export const thankingMs =
  (calls: number) =>
  (size: number, random: Random): number[] =>
    Array.from({ length: size }, () => calls * assumed.awsCallMs + partnerMs(random) + size * cpuMs(calls));
