import { paginateListSecrets, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** A secret of the stage, without its value. */
export interface SecretFact {
  hasValue: boolean;
  /** Somebody has deleted it, and AWS keeps it for some days. */
  isDeleted: boolean;
}

/** All secrets of a stage, by name. AWS filters by the beginning of the name. */
export async function listSecrets(client: SecretsManagerClient, stage: string): Promise<Map<string, SecretFact>> {
  const found = new Map<string, SecretFact>();
  const Filters = [{ Key: 'name' as const, Values: [`thankflow/${stage}/`] }];
  for await (const page of paginateListSecrets({ client }, { Filters, IncludePlannedDeletion: true })) {
    for (const { Name = '', SecretVersionsToStages = {}, DeletedDate } of page.SecretList ?? []) {
      const hasValue = Object.values(SecretVersionsToStages).some((labels) => labels.includes('AWSCURRENT'));
      found.set(Name, { hasValue, isDeleted: DeletedDate !== undefined });
    }
  }
  return found;
}

/** Whether a secret can be read. */
export const isUsable = (fact: SecretFact | undefined): boolean => fact?.hasValue === true && !fact.isDeleted;
