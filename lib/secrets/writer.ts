import { randomUUID } from 'node:crypto';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  InvalidParameterException,
  PutSecretValueCommand,
  ResourceExistsException,
  ResourceNotFoundException,
  UpdateSecretVersionStageCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod';
import { ThankflowError } from '../errors.ts';
import { parseSecret } from './read.ts';

/** A secret when the command looked at it. A new value replaces this version and no other. */
export interface SeenSecret {
  name: string;
  /** The current version; `undefined` if there is no secret yet, or none with a value. */
  versionId: string | undefined;
}

/** Functions read the version with this label. */
const currentLabel = 'AWSCURRENT';
/** The version before it. Secrets Manager moves this label. */
const before = 'AWSPREVIOUS';
/**
 * On the version that was put last, so that Secrets Manager keeps it until it becomes current. There is one label for all commands, because
 * a secret can have only twenty: a killed command's version loses it to the next one.
 */
const lastPut = 'thankflow-put';

/** Looks up the current version, without its value. @throws `refused` if the secret is scheduled for deletion */
export async function lookAtSecret(client: SecretsManagerClient, name: string): Promise<SeenSecret> {
  const secret = await describe(client, name);
  if (secret?.DeletedDate !== undefined) {
    throw new ThankflowError(
      'refused',
      `the secret ${name} is scheduled for deletion. Nothing was written. ` +
        `To put a new value, restore it first: aws secretsmanager restore-secret --secret-id ${name}`,
    );
  }
  return { name, versionId: versionWith(secret?.VersionIdsToStages, currentLabel) };
}

/** Whether there is such a secret, with or without a value. `deleted`: it is scheduled for deletion. */
export async function presence(client: SecretsManagerClient, name: string): Promise<'there' | 'deleted' | 'missing'> {
  const secret = await describe(client, name);
  if (secret === undefined) return 'missing';
  return secret.DeletedDate === undefined ? 'there' : 'deleted';
}

/** The text of the version that was seen; `undefined` if there was none. */
export async function textOf(client: SecretsManagerClient, seen: SeenSecret): Promise<string | undefined> {
  if (seen.versionId === undefined) return undefined;
  const version = { SecretId: seen.name, VersionId: seen.versionId };
  return (await client.send(new GetSecretValueCommand(version))).SecretString;
}

/** The secret's current value. `undefined`: it doesn't exist or has no value. @throws `bad-secret` if it doesn't parse */
export async function currentSecret<Schema extends z.ZodType>(
  client: SecretsManagerClient,
  schema: Schema,
  name: string,
): Promise<z.infer<Schema> | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name }));
    return SecretString === undefined ? undefined : parseSecret(schema, name, SecretString);
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Replaces the version that was seen with a new value, or creates the secret.
 * @throws `refused` if another value has become current since the secret was looked at
 */
export async function replaceSecret(
  client: SecretsManagerClient,
  seen: SeenSecret,
  value: unknown,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  if (await compareAndReplace(client, seen, value, tags)) return;
  throw new ThankflowError(
    'refused',
    `another operator changed ${seen.name} at the same time, and that value is in effect. Yours wasn't written. ` +
      'Find out who it was (audit), then put yours again if it is still needed.',
  );
}

/**
 * Replaces the version that was seen with a new value, or creates the secret. The value is stored first, without effect, and becomes current
 * in one step if no other version has in the meantime. A command that is killed in between has changed nothing.
 * @returns false, and nothing has changed, if another value has become current since the secret was looked at
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export async function compareAndReplace(
  client: SecretsManagerClient,
  seen: SeenSecret,
  value: unknown,
  tags: Readonly<Record<string, string>>,
): Promise<boolean> {
  const { name } = seen;
  // It becomes the version's ID, which makes a repeated request safe.
  const versionId = randomUUID();
  const content = { SecretString: JSON.stringify(value), ClientRequestToken: versionId };
  try {
    const put = await client.send(new PutSecretValueCommand({ SecretId: name, ...content, VersionStages: [lastPut] }));
    // A secret's first version is current immediately.
    if (put.VersionStages?.includes(currentLabel) !== true) {
      const move = { SecretId: name, VersionStage: currentLabel, MoveToVersionId: versionId };
      await client.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: seen.versionId }));
    }
    return true;
  } catch (error) {
    if (error instanceof ResourceNotFoundException && seen.versionId === undefined) {
      return await create(client, name, content, tags);
    }
    // Also the answer to a repeated request whose first answer was lost.
    if (!isConflict(error)) throw error;
    if (await becameCurrent(client, name, versionId)) return true;
    await unlabel(client, name, versionId);
    return false;
  }
}

async function create(
  client: SecretsManagerClient,
  name: string,
  content: { SecretString: string; ClientRequestToken: string },
  tags: Readonly<Record<string, string>>,
): Promise<boolean> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  try {
    await client.send(new CreateSecretCommand({ Name: name, ...content, Tags }));
    return true;
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
    return await becameCurrent(client, name, content.ClientRequestToken);
  }
}

/** Labels or versions aren't where the request expects them. */
const isConflict = (error: unknown): boolean =>
  error instanceof InvalidParameterException || error instanceof ResourceNotFoundException;

/** Whether a version is current, or was until it was replaced. */
async function becameCurrent(client: SecretsManagerClient, name: string, versionId: string): Promise<boolean> {
  const labels = (await describe(client, name))?.VersionIdsToStages?.[versionId] ?? [];
  return labels.includes(currentLabel) || labels.includes(before);
}

/** Secrets Manager deletes versions without a label at some time. */
async function unlabel(client: SecretsManagerClient, SecretId: string, versionId: string): Promise<void> {
  try {
    const remove = { SecretId, VersionStage: lastPut, RemoveFromVersionId: versionId };
    await client.send(new UpdateSecretVersionStageCommand(remove));
  } catch (error) {
    // Another command's version has it now, or the secret is deleted.
    if (!isConflict(error)) throw error;
  }
}

const versionWith = (versions: Readonly<Record<string, string[]>> | undefined, label: string): string | undefined =>
  Object.entries(versions ?? {}).find(([, labels]) => labels.includes(label))?.[0];

async function describe(client: SecretsManagerClient, name: string) {
  try {
    return await client.send(new DescribeSecretCommand({ SecretId: name }));
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
