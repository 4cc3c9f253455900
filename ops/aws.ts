import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Stage } from '../infra/stages.ts';
import { documentClient } from '../lib/store/documents.ts';
import { clientConfig } from '../local/aws/client-config.ts';
import { readEndpoints } from '../local/endpoints.ts';

/** A stage's tables and secrets, as the infrastructure names them. */
export interface StageAws {
  documents: DynamoDBDocumentClient;
  secrets: SecretsManagerClient;
  settingsTable: string;
  controlTable: string;
  /** The Thanx that this stage calls. */
  thanxUrl: string;
}

/**
 * Works with a stage: the local stack by its `endpoints.json` (in `LOCAL_DIR`), a deployed one by the usual AWS
 * credentials and region of this shell. Throws a `LocalError` when no local stack runs.
 */
export async function withStage<Result>(
  stage: Stage,
  work: (aws: StageAws) => Promise<Result>,
  environment: Record<string, string | undefined> = process.env,
): Promise<Result> {
  const local = stage.name === 'local' ? readEndpoints(environment['LOCAL_DIR'] ?? '.local') : undefined;
  const documents = documentClient({ maxAttempts, ...(local && clientConfig(local.aws.dynamodb, local.region)) });
  const secrets = new SecretsManagerClient({
    maxAttempts,
    ...(local && clientConfig(local.aws.secretsManager, local.region)),
  });
  try {
    return await work({
      documents,
      secrets,
      settingsTable: `thankflow-${stage.name}-settings`,
      controlTable: `thankflow-${stage.name}-control`,
      thanxUrl: local?.thanx ?? stage.thanxUrl,
    });
  } finally {
    documents.destroy();
    secrets.destroy();
  }
}

/** A person waits: better a clear failure than a long silence. */
const maxAttempts = 2;
