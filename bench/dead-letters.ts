import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig } from '../lib/local-stack/endpoints.ts';
import { sendMessages } from '../lib/queue/send.ts';
import { documentClient } from '../lib/store/documents.ts';
import { withFolder } from './local-stack.ts';
import { writeFailedOrders } from './dead-letters/failed-orders.ts';
import { measuredRun } from './dead-letters/measured-run.ts';
import { startIdleStack } from './dead-letters/idle-stack.ts';

/*
 * How the operator's commands handle very many dead letters: `npm run bench:dead-letters`. The local stack's SQS and tables run without its
 * workers, so the figures are the commands' own. Each command runs in its own process, as people run it.
 */
const { values } = parseArgs({ options: { letters: { type: 'string', default: '100000' } } });
const letters = Number(values.letters);
await withFolder(async (folder) => {
  await using stack = await startIdleStack(folder);
  const { sqsUrl, dynamodbUrl, region, queues, settings } = stack;
  const sqs = new SQSClient(clientConfig(sqsUrl, region));
  const documents = documentClient(clientConfig(dynamodbUrl, region));
  console.log(`${letters} dead letters; ${cpus().length} cores, load average before: ${loadavg()[0]?.toFixed(1)}\n`);

  await lap('rows written', () => writeFailedOrders(documents, 'thankflow-local-orders', settings, letters));
  await lap('letters sent', async () => {
    const share = 10_000;
    for (let from = 0; from < letters; from += share) {
      const some = Array.from({ length: Math.min(share, letters - from) }, (_, n) => ({
        shop: settings.shop,
        message: { key: `${settings.shop}/${settings.shop}-${from + n}`, reason: 'gave-up' },
      }));
      await sendMessages(sqs, queues['thankflow-local-orders-dlq'] ?? '', some);
    }
  });

  const table: Record<string, object> = {};
  const run = async (what: string, ...args: string[]) => {
    const { seconds, exitCode, earlyMb, lateMb, maxMb } = await measuredRun(['dlq', ...args], folder);
    console.log(`${what}: ${seconds.toFixed(1)} s`);
    table[what] = {
      s: seconds.toFixed(1),
      'a second': (letters / seconds).toFixed(0),
      'exit code': exitCode,
      'MB after a fifth': earlyMb,
      'MB in the last fifth': lateMb,
      'MB at most': maxMb,
    };
  };
  await run('list, by reason', 'list');
  await run('replay --yes, as fast as it goes', 'replay', '--yes', '--no-wait', '--rate', '100000');
  await run('list of what is left', 'list');
  console.table(table);
});
process.exit();

async function lap(what: string, work: () => Promise<void>): Promise<void> {
  const startedAtMs = performance.now();
  await work();
  console.log(`${what}: ${((performance.now() - startedAtMs) / 1000).toFixed(1)} s`);
}
