import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../lib/local-stack/endpoints.ts';
import { sendMessages } from '../lib/queue/send.ts';
import { documentClient } from '../lib/store/documents.ts';
import { writeFailedOrders } from './dead-letters/failed-orders.ts';
import { measuredRun } from './dead-letters/measured-run.ts';
import { startIdleStack } from './dead-letters/idle-stack.ts';

/*
 * What the operator's commands make of a mountain of dead letters: `npm run bench:dead-letters`. The local stack's SQS and tables,
 * without its workers, so that the figures are the commands' own; each command runs in a process of its own, as people run it.
 */
const { values } = parseArgs({ options: { letters: { type: 'string', default: '100000' } } });
const letters = Number(values.letters);
const folder = await mkdtemp(join(tmpdir(), 'thankflow-bench-'));
const stack = await startIdleStack(folder);
try {
  const { sqsUrl, dynamodbUrl, region, queues, settings } = stack;
  const sqs = new SQSClient(clientConfig(sqsUrl, region));
  const documents = documentClient(clientConfig(dynamodbUrl, region));
  console.log(`${letters} dead letters; ${cpus().length} cores, load average before: ${loadavg()[0]?.toFixed(1)}\n`);

  await lap('rows written', () => writeFailedOrders(documents, 'thankflow-local-orders', settings, letters));
  await lap('letters sent', async () => {
    const share = 10_000;
    for (let from = 0; from < letters; from += share) {
      const some = Array.from({ length: Math.min(share, letters - from) }, (_, n) => ({
        key: `${settings.shop}/${settings.shop}-${from + n}`,
        reason: 'gave-up',
      }));
      await sendMessages(sqs, queues['thankflow-local-orders-dlq'] ?? '', some);
    }
  });

  const table: Record<string, object> = {};
  const run = async (what: string, ...args: string[]) => {
    const { seconds, exitCode, earlyMb, lateMb, mostMb } = await measuredRun(['dlq', ...args], folder);
    console.log(`${what}: ${seconds.toFixed(1)} s`);
    table[what] = {
      s: seconds.toFixed(1),
      'a second': (letters / seconds).toFixed(0),
      'exit code': exitCode,
      'MB after a fifth': earlyMb,
      'MB in the last fifth': lateMb,
      'MB at most': mostMb,
    };
  };
  await run('list, by reason', 'list');
  await run('replay --yes, as fast as it goes', 'replay', '--yes', '--no-wait', '--rate', '100000');
  await run('list of what is left', 'list');
  console.table(table);
} finally {
  await stack.close();
  await rm(folder, { recursive: true, force: true });
}
process.exit();

async function lap(what: string, work: () => Promise<void>): Promise<void> {
  const startedAtMs = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`);
}
