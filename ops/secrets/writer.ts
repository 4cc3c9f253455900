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
import { ThankflowError } from '../../lib/errors.ts';

/** A secret as an operator found it. What is put afterwards takes the place of this version, and of no other. */
export interface SeenSecret {
  name: string;
  /** The version in force; `undefined` if there is no secret yet, or none with a value. */
  versionId: string | undefined;
}

/** Functions read the version that this label is on, and no other. */
const inForce = 'AWSCURRENT';
/** The version before it: Secrets Manager moves this label by itself. */
const before = 'AWSPREVIOUS';
/**
 * On the version that was put last, so that Secrets Manager keeps it until it is in force. One label for all: a version that a killed
 * command left behind loses it to the next one, and there may be no more than twenty labels on all versions of a secret.
 */
const lastPut = 'thankflow-put';

/** Looks up which version is in force. Reads no value. Throws `refused` for a secret that is scheduled for deletion. */
export async function lookAtSecret(client: SecretsManagerClient, name: string): Promise<SeenSecret> {
  const secret = await describe(client, name);
  if (secret?.DeletedDate !== undefined) {
    throw new ThankflowError(
      'refused',
      `the secret ${name} is scheduled for deletion. Nothing was written. ` +
        `To put a new value, restore it first: aws secretsmanager restore-secret --secret-id ${name}`,
    );
  }
  return { name, versionId: versionWith(secret?.VersionIdsToStages, inForce) };
}

/** The text of exactly the version that was seen; `undefined` where there was none. */
export async function textOf(client: SecretsManagerClient, seen: SeenSecret): Promise<string | undefined> {
  if (seen.versionId === undefined) return undefined;
  const version = { SecretId: seen.name, VersionId: seen.versionId };
  return (await client.send(new GetSecretValueCommand(version))).SecretString;
}

/** A secret's text; `undefined` where there is none. */
export async function currentSecret(client: SecretsManagerClient, name: string): Promise<string | undefined> {
  try {
    return (await client.send(new GetSecretValueCommand({ SecretId: name }))).SecretString;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Puts a new value in the place of the version that was seen, and creates the secret if there was none. The value is stored first,
 * with no effect, and then comes into force in one step, on condition that nothing else has meanwhile. Whoever is killed between
 * the two has changed nothing.
 * @throws `refused` if another value came into force since the secret was looked at
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export async function replaceSecret(
  client: SecretsManagerClient,
  seen: SeenSecret,
  value: unknown,
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const { name } = seen;
  // It becomes the version's id, and by it a request that is sent again is recognised.
  const versionId = randomUUID();
  const content = { SecretString: JSON.stringify(value), ClientRequestToken: versionId };
  try {
    const put = await client.send(new PutSecretValueCommand({ SecretId: name, ...content, VersionStages: [lastPut] }));
    // A secret's first version is in force at once.
    if (put.VersionStages?.includes(inForce) !== true) {
      const move = { SecretId: name, VersionStage: inForce, MoveToVersionId: versionId };
      await client.send(new UpdateSecretVersionStageCommand({ ...move, RemoveFromVersionId: seen.versionId }));
    }
  } catch (error) {
    if (error instanceof ResourceNotFoundException && seen.versionId === undefined) {
      return await create(client, name, content, tags);
    }
    // Also the answer to a request that was sent again because the answer to the first one was lost.
    if (!isConflict(error)) throw error;
    if (await cameIntoForce(client, name, versionId)) return;
    await unlabel(client, name, versionId);
    throw lost(name);
  }
}

async function create(
  client: SecretsManagerClient,
  name: string,
  content: { SecretString: string; ClientRequestToken: string },
  tags: Readonly<Record<string, string>>,
): Promise<void> {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  try {
    await client.send(new CreateSecretCommand({ Name: name, ...content, Tags }));
  } catch (error) {
    if (!(error instanceof ResourceExistsException)) throw error;
    if (!(await cameIntoForce(client, name, content.ClientRequestToken))) throw lost(name);
  }
}

/** Labels or versions are not where the request expects them. */
const isConflict = (error: unknown): boolean =>
  error instanceof InvalidParameterException || error instanceof ResourceNotFoundException;

const lost = (name: string): ThankflowError =>
  new ThankflowError(
    'refused',
    `another operator changed ${name} at the same time, and that value is in force. Yours was not put. ` +
      'Find out who it was (audit), then put yours again if it is still needed.',
  );

/** Whether a version is in force, or was until another one took its place. */
async function cameIntoForce(client: SecretsManagerClient, name: string, versionId: string): Promise<boolean> {
  const labels = (await describe(client, name))?.VersionIdsToStages?.[versionId] ?? [];
  return labels.includes(inForce) || labels.includes(before);
}

/** A version without a label counts as deprecated: Secrets Manager deletes it in its own time. */
async function unlabel(client: SecretsManagerClient, SecretId: string, versionId: string): Promise<void> {
  try {
    const remove = { SecretId, VersionStage: lastPut, RemoveFromVersionId: versionId };
    await client.send(new UpdateSecretVersionStageCommand(remove));
  } catch (error) {
    // Another command's version has it by now, or the secret is gone.
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
