import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { named, synthesize } from './support/synthesize.ts';

const page = readFileSync(new URL('../../docs/restore.md', import.meta.url), 'utf8');
const put =
  /put-function-concurrency --function-name thankflow-\$STAGE-(\S+)\s+--reserved-concurrent-executions (\d+)/g;

/** Otherwise the pages could take the concurrency that webhooks need, and no deployment would notice. */
it('docs/restore.md gives the functions that it stopped the concurrency of the template', () => {
  const { functions } = synthesize(stages.prod);
  const start = page.slice(page.indexOf('### 6.'), page.indexOf('### 7.'));
  const given = [...start.matchAll(put)].map(([, name, reserved]) => [name, Number(reserved)]);
  expect(given).toEqual(
    ['order-status', 'thanks-page'].map((name) => [
      name,
      named(functions, 'AWS::Lambda::Function', `thankflow-prod-${name}`).Properties.ReservedConcurrentExecutions,
    ]),
  );
});
