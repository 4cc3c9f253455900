import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { endpointsPath, readEndpoints } from '../../../lib/local-stack/endpoints.ts';
import { startFaultProxies } from '../../../local/fault-proxies.ts';
import { passTo } from '../../../local/http/pass-on.ts';
import { accessKeyIdOf, iamGuard } from '../../../local/iam/guard.ts';
import { readCloudAssembly } from '../../../local/template/cloud-assembly.ts';
import { readStage } from '../../../local/template/read.ts';

const account = { region: stages.local.region, accountId: stages.local.account };
const policies: Record<'view' | 'repair', string> = { view: 'thankflow-local-view', repair: 'thankflow-local-repair' };

/** An operator's AWS session: only what the policies of the template allow gets through to a local stack. */
export interface Operator {
  /** The `LOCAL_DIR` of commands in this session. */
  localDir: string;
  /** What was denied, `sqs:SendMessage on arn:…`. */
  denied: string[];
  end(): Promise<void>;
}

/** @param attached the policies that the operator's role has */
export async function asOperator(localDir: string, ...attached: (keyof typeof policies)[]): Promise<Operator> {
  const endpoints = readEndpoints(localDir);
  const stage = readStage(readCloudAssembly(inject('cloudAssembly')), {
    ...account,
    sqsUrl: endpoints.aws.sqs,
    apiUrl: '',
  });
  const names = new Set(attached.map((name) => policies[name]));
  const statements = stage.policies.filter(({ name }) => names.has(name)).flatMap((policy) => policy.statements);
  const denied: string[] = [];
  const judge = iamGuard({
    ...account,
    tables: stage.tables,
    functions: [{ name: 'operator', role: { name: 'operator', arn: '', statements } }],
    secretArn: (id) =>
      id.startsWith('arn:') ? id : `arn:aws:secretsmanager:${account.region}:${account.accountId}:secret:${id}-a1b2c3`,
    onDenied: (_, { action, resource }) => denied.push(`${action} on ${resource}`),
  });
  const { sqs, s3, dynamodb, secretsManager, eventBridge } = endpoints.aws;
  const proxies = await startFaultProxies({
    sqs: passTo(sqs),
    s3: passTo(s3),
    dynamodb: passTo(dynamodb),
    secretsManager: passTo(secretsManager),
    eventBridge: passTo(eventBridge),
  });
  proxies.guard((call) => judge(call, `Credential=${accessKeyIdOf('operator')}/`));
  const folder = await mkdtemp(join(tmpdir(), 'thankflow-operator-'));
  const own = { ...endpoints, aws: { ...endpoints.aws, ...proxies.urls } };
  // Queues' URLs lead to the server that they were created by.
  const queues = Object.fromEntries(
    Object.entries(endpoints.queues).map(([name, url]) => [name, url.replace(endpoints.aws.sqs, proxies.urls.sqs)]),
  );
  await writeFile(endpointsPath(folder), JSON.stringify({ ...own, queues }));
  return {
    localDir: folder,
    denied,
    end: async () => {
      await proxies.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
