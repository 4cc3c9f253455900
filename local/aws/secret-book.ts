import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from './json-protocol.ts';

const Version = z.object({
  SecretString: z.string().optional(),
  SecretBinary: z.string().optional(),
  /** Epoch seconds. */
  CreatedDate: z.number(),
  stages: z.array(z.string()),
});

export const Tags = z.array(z.strictObject({ Key: z.string().min(1).max(128), Value: z.string().max(256) })).max(50);
export type Tags = z.infer<typeof Tags>;

const Secret = z.object({
  Name: z.string(),
  ARN: z.string(),
  Description: z.string().optional(),
  Tags: Tags.optional(),
  CreatedDate: z.number(),
  LastChangedDate: z.number(),
  versions: z.record(z.string(), Version),
});
type Secret = z.infer<typeof Secret>;

/** All secrets, by name. */
export const SecretBook = z.record(z.string(), Secret);
export type SecretBook = z.infer<typeof SecretBook>;

export interface NewValue {
  SecretString?: string | undefined;
  SecretBinary?: string | undefined;
  ClientRequestToken?: string | undefined;
}

/** A hyphen and six random characters. */
const suffixLength = 7;

const nowSeconds = () => Date.now() / 1000;

/** A secret by its name, its ARN, or its ARN without the random suffix. */
export function lookUp(book: SecretBook, id: string): Secret | undefined {
  return book[id] ?? Object.values(book).find(({ ARN }) => ARN === id || ARN.slice(0, -suffixLength) === id);
}

export function findSecret(book: SecretBook, id: string): Secret {
  const secret = lookUp(book, id);
  if (!secret) throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
  return secret;
}

export interface NewSecret {
  name: string;
  arnPrefix: string;
  description?: string | undefined;
  tags?: Tags | undefined;
}

export function createSecret(book: SecretBook, { name, arnPrefix, description, tags }: NewSecret): Secret {
  if (book[name])
    throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
  const suffix = randomBytes(6).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, 6);
  const secret: Secret = {
    Name: name,
    ARN: `${arnPrefix}:secret:${name}-${suffix}`,
    Description: description,
    Tags: tags,
    CreatedDate: nowSeconds(),
    LastChangedDate: nowSeconds(),
    versions: {},
  };
  book[name] = secret;
  return secret;
}

/** The ID of the version that the same request created earlier: it has the same token and value. */
export function sameVersion(secret: Secret | undefined, value: NewValue): string | undefined {
  const { SecretString, SecretBinary, ClientRequestToken = '' } = value;
  const version = secret?.versions[ClientRequestToken];
  const isSame = version?.SecretString === SecretString && version?.SecretBinary === SecretBinary;
  return version !== undefined && isSame ? ClientRequestToken : undefined;
}

/** AWS's quota for all versions of a secret together. */
const maxStages = 20;

/**
 * Adds a version, and moves the stages to it. The current version becomes the previous one. The first version is always current. Repeating a
 * call with the same token and value changes nothing.
 * @returns the version's ID
 * @throws AwsError for the same token with another value
 */
export function putValue(secret: Secret, value: NewValue, stages: readonly string[] = ['AWSCURRENT']): string {
  const { SecretString, SecretBinary } = value;
  if (SecretString === undefined && SecretBinary === undefined)
    throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  const same = sameVersion(secret, value);
  if (same !== undefined) return same;
  const id = value.ClientRequestToken ?? randomUUID();
  if (secret.versions[id])
    throw new AwsError('ResourceExistsException', 'You provided a ClientRequestToken that another value already has.');
  const isFirst = Object.keys(secret.versions).length === 0;
  const wanted = new Set(isFirst ? [...stages, 'AWSCURRENT'] : stages);
  const all = new Set([...wanted, ...Object.values(secret.versions).flatMap((version) => version.stages)]);
  if (all.size > maxStages)
    throw new AwsError('LimitExceededException', `A secret can have ${maxStages} staging labels at most.`);
  secret.versions[id] = {
    SecretString,
    SecretBinary,
    CreatedDate: nowSeconds(),
    stages: [],
  };
  secret.LastChangedDate = nowSeconds();
  for (const stage of wanted) moveStage(secret, stage, id);
  return id;
}

export interface StageMove {
  VersionStage: string;
  RemoveFromVersionId?: string | undefined;
  MoveToVersionId?: string | undefined;
}

const refuse = (message: string): never => {
  throw new AwsError('InvalidParameterException', message);
};

/**
 * Moves or removes a staging label. It must be at the version that the request names, so that callers can compare and set.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html
 */
export function updateStage(secret: Secret, { VersionStage, RemoveFromVersionId, MoveToVersionId }: StageMove): void {
  if (RemoveFromVersionId === undefined && MoveToVersionId === undefined)
    refuse('You must provide RemoveFromVersionId or MoveToVersionId.');
  const at = versionIdAt(secret, VersionStage);
  if (at !== RemoveFromVersionId) {
    refuse(
      RemoveFromVersionId === undefined
        ? `The parameter RemoveFromVersionId can't be empty. Staging label ${VersionStage} is currently attached to version ${at}, so you must explicitly reference that version in RemoveFromVersionId.`
        : `Staging label ${VersionStage} is not attached to version ${RemoveFromVersionId}.`,
    );
  }
  if (MoveToVersionId === undefined) {
    if (VersionStage === 'AWSCURRENT')
      refuse(
        'You can only move staging label AWSCURRENT to a different secret version. It can’t be completely removed.',
      );
    const version = secret.versions[at ?? ''];
    if (version) version.stages = version.stages.filter((stage) => stage !== VersionStage);
    return;
  }
  if (!secret.versions[MoveToVersionId])
    throw new AwsError('ResourceNotFoundException', "Secrets Manager can't find the specified secret version.");
  moveStage(secret, VersionStage, MoveToVersionId);
  secret.LastChangedDate = nowSeconds();
}

function moveStage(secret: Secret, stage: string, to: string): void {
  const from = versionIdAt(secret, stage);
  if (from === to) return;
  if (stage === 'AWSCURRENT' && from !== undefined) moveStage(secret, 'AWSPREVIOUS', from);
  for (const [id, version] of Object.entries(secret.versions)) {
    version.stages = version.stages.filter((name) => name !== stage);
    if (id === to) version.stages.push(stage);
  }
}

/** The ID of the version that has a staging label. */
export function versionIdAt(secret: Secret, stage: string): string | undefined {
  return Object.entries(secret.versions).find(([, { stages }]) => stages.includes(stage))?.[0];
}
