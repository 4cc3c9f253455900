import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Parts of the paths of the files that take longest. Their size does not show it. */
const longest = [
  'flow/operator-runbook',
  'flow/operator-dlq',
  'flow/everyday',
  'flow/first-order',
  'flow/receipts',
  'flow/privacy-commands',
  'flow/crashes',
  'local/start.test',
  'flow/backlog',
  'sim/sim.test',
  'sim/exhaustive',
  'ops/queue/walk',
  'browser/thanks-page',
  'ops/fits',
];

const isLong = ({ moduleId }: TestSpecification): boolean => longest.some((part) => moduleId.includes(part));

/** Vitest begins with the largest files where it doesn't know how long each takes, as in a clean clone. What takes long must not come last: nothing would run beside it. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const order = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return sorted.toSorted((a, b) => order(a) - order(b) || Number(isLong(b)) - Number(isLong(a)));
  }
}
