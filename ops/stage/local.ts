import { userInfo } from 'node:os';
import type { Stage } from '../../infra/stages.ts';
import { clientConfig, readEndpoints } from '../../lib/local-stack/endpoints.ts';
import { resourceName } from '../../lib/naming.ts';
import { maxAwsAttempts, type StageLocation } from './location.ts';

/** The local stack that runs on a folder, by its `endpoints.json`. @throws `LocalError` if none runs */
export function localStack(stage: Stage, folder: string): StageLocation {
  const { aws, region, queues, thanku, thanx, adminUrls, api } = readEndpoints(folder);
  return {
    config: (service) => ({
      maxAttempts: maxAwsAttempts,
      ...clientConfig(aws[service], region),
      ...(service === 's3' && { forcePathStyle: true }),
    }),
    queueUrl: async (queueName) => queues[queueName],
    quarantineBucket: async () => `${resourceName(stage, 'quarantine')}-${stage.account ?? ''}-${region}`,
    erasuresBucket: async () => `${resourceName(stage, 'erasures')}-${stage.account ?? ''}-${region}`,
    stillRunning: async () => [],
    alarmTopic: async () => undefined,
    deployment: async () => undefined,
    caller: async () => `local:${userName()}`,
    // Its tables write rows and indexes together, and its SQS is one server.
    waits: { indexLagMs: 0, receiveWaitSeconds: 0 },
    thankuUrl: thanku,
    thanxUrl: thanx,
    // The sandbox has one address for all of Thanx's APIs.
    thanxLoyaltyUrl: thanx,
    sandboxes: adminUrls,
    apiUrl: async () => api,
  };
}

export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container may run as a user without a name.
    return process.env['USER'] ?? 'unknown';
  }
}
