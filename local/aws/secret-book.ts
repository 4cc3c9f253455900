import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { AwsError } from './json-protocol.ts';

const Version = z.object({
  SecretString: z.string().optional(),
  SecretBinary: z.string().optional(),
  /** Epoch seconds, as the API has it. */
  CreatedDate: z.number(),
  stages: z.array(z.string()),
});

const Secret = z.object({
  Name: z.string(),
  ARN: z.string(),
  Description: z.string().optional(),
  CreatedDate: z.number(),
  LastChangedDate: z.number(),
  versions: z.record(z.string(), Version),
});
type Secret = z.infer<typeof Secret>;

/** Everything the secrets server remembers: name → secret. */
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

export function createSecret(book: SecretBook, name: string, arnPrefix: string, description?: string): Secret {
  if (book[name])
    throw new AwsError('ResourceExistsException', `The operation failed because the secret ${name} already exists.`);
  const suffix = randomBytes(6).toString('base64url').replaceAll(/[-_]/g, 'x').slice(0, 6);
  const secret: Secret = {
    Name: name,
    ARN: `${arnPrefix}:secret:${name}-${suffix}`,
    ...(description === undefined ? {} : { Description: description }),
    CreatedDate: nowSeconds(),
    LastChangedDate: nowSeconds(),
    versions: {},
  };
  book[name] = secret;
  return secret;
}

/**
 * Adds a version and moves the stages to it; what was current becomes previous. The same token with the same value
 * is the same call again; with another value it is refused.
 */
export function putValue(secret: Secret, value: NewValue, stages: readonly string[] = ['AWSCURRENT']): string {
  const { SecretString, SecretBinary } = value;
  if (SecretString === undefined && SecretBinary === undefined)
    throw new AwsError('InvalidRequestException', 'You must provide either SecretString or SecretBinary.');
  const id = value.ClientRequestToken ?? randomUUID();
  const same = secret.versions[id];
  if (same && (same.SecretString !== SecretString || same.SecretBinary !== SecretBinary))
    throw new AwsError('ResourceExistsException', 'You provided a ClientRequestToken that another value already has.');
  if (!same) {
    secret.versions[id] = {
      ...(SecretString === undefined ? {} : { SecretString }),
      ...(SecretBinary === undefined ? {} : { SecretBinary }),
      CreatedDate: nowSeconds(),
      stages: [],
    };
    secret.LastChangedDate = nowSeconds();
    for (const stage of stages) moveStage(secret, stage, id);
  }
  return id;
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

/** The version that carries a staging label. */
export function versionIdAt(secret: Secret, stage: string): string | undefined {
  return Object.entries(secret.versions).find(([, { stages }]) => stages.includes(stage))?.[0];
}
