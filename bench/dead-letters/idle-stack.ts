import { adminUrlsAt, clientConfig } from '../../lib/local-stack/endpoints.ts';
import { applySettings } from '../../lib/shops/apply-settings.ts';
import { documentClient } from '../../lib/store/documents.ts';
import { startAws } from '../../local/aws/servers.ts';
import { writeEndpoints } from '../../local/endpoints.ts';
import { synthesize } from '../../local/synth.ts';
import { readStage } from '../../local/template/read.ts';
import { benchSettings } from '../settings.ts';

const account = { region: 'eu-central-1', accountId: '000000000000' };
const nowhere = 'http://127.0.0.1:9';
const settings = benchSettings('standard', { fixed: 1 });

/** The local stack's tables and queues with one shop and no workers, so nothing else changes them. */
export async function startIdleStack(folder: string) {
  const aws = await startAws(folder, account);
  const stage = readStage(await synthesize(folder), { ...account, sqsUrl: aws.urls.sqs, apiUrl: nowhere });
  await aws.create(stage);
  const queues = Object.fromEntries(
    stage.queues.map(({ name }) => [name, `${aws.urls.sqs}/${account.accountId}/${name}`]),
  );
  writeEndpoints(folder, {
    api: nowhere,
    aws: { ...aws.urls, lambda: nowhere, cloudWatch: nowhere, logs: nowhere },
    region: account.region,
    thanku: nowhere,
    thanx: nowhere,
    klaviyo: nowhere,
    adminUrls: adminUrlsAt(nowhere),
    queues,
    tables: stage.tables.map(({ name }) => name),
    buckets: stage.buckets,
    shops: [],
    functions: {},
    events: aws.eventsUrl,
    faults: aws.faults.adminUrl,
    logs: folder,
  });
  const documents = documentClient(clientConfig(aws.urls.dynamodb, account.region));
  const tables = {
    settingsTable: 'thankflow-local-settings',
    controlTable: 'thankflow-local-control',
    ordersTable: 'thankflow-local-orders',
  };
  await applySettings({ documents, ...tables }, settings, { by: 'bench', now: Date.now });
  documents.destroy();
  const { sqs: sqsUrl, dynamodb: dynamodbUrl } = aws.urls;
  return { sqsUrl, dynamodbUrl, region: account.region, queues, settings, [Symbol.asyncDispose]: () => aws.close() };
}
