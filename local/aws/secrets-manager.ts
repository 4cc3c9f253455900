import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { serve, withBody, type BodyHandler } from '../http/serve.ts';
import type { SecretModel } from '../template/model.ts';
import { writePrivately } from '../write-privately.ts';
import { AwsError, jsonProtocol } from './json-protocol.ts';
import {
  createSecret,
  findSecret,
  lookUp,
  putValue,
  sameVersion,
  SecretBook,
  Tags,
  updateStage,
  versionIdAt,
} from './secret-book.ts';

const Value = z.object({
  SecretString: z.string().max(65_536).optional(),
  SecretBinary: z.string().optional(),
  ClientRequestToken: z.string().optional(),
});
const CreateSecret = Value.extend({
  Name: z.string().min(1).max(512),
  Description: z.string().optional(),
  Tags: Tags.optional(),
});
const PutSecretValue = Value.extend({ SecretId: z.string(), VersionStages: z.array(z.string()).optional() });
const UpdateSecretVersionStage = z.strictObject({
  SecretId: z.string(),
  VersionStage: z.string().min(1).max(256),
  RemoveFromVersionId: z.string().optional(),
  MoveToVersionId: z.string().optional(),
});
const GetSecretValue = z.object({
  SecretId: z.string(),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const RandomPassword = z.object({ PasswordLength: z.number().int().min(1).max(4096).default(32) });
const ById = z.object({ SecretId: z.string() });

const randomPassword = (length: number): string => randomBytes(length).toString('base64').slice(0, length);

export interface SecretsManager {
  url: string;
  handler: BodyHandler;
  /** Creates missing secrets and missing values. */
  create(secrets: readonly SecretModel[]): void;
  /** Creates a secret, or gives it a new value. */
  replace(name: string, value: string): void;
  /** The full ARN of a secret, by its name, its ARN, or its ARN without the random suffix. */
  arn(id: string): string | undefined;
  /** A secret's current value. */
  current(name: string): string | undefined;
  close(): Promise<void>;
}

/**
 * A small Secrets Manager with versions, staging labels and tags. ListSecrets returns one unfiltered page. The secrets are kept in `folder`, and
 * only its owner can read them.
 */
export async function startSecretsManager(
  folder: string,
  { region, accountId }: { region: string; accountId: string },
): Promise<SecretsManager> {
  const path = join(folder, 'secrets.json');
  const book = load(path);
  const save = () => writePrivately(path, JSON.stringify(book, undefined, 2));
  const arnPrefix = `arn:aws:secretsmanager:${region}:${accountId}`;

  const handler = jsonProtocol({
    GetRandomPassword: (request) => ({ RandomPassword: randomPassword(RandomPassword.parse(request).PasswordLength) }),
    CreateSecret: (request) => {
      const { Name, Description, Tags: tags, ...value } = CreateSecret.parse(request);
      const same = sameVersion(book[Name], value);
      if (same !== undefined) return { ARN: book[Name]?.ARN, Name, VersionId: same };
      const secret = createSecret(book, { name: Name, arnPrefix, description: Description, tags });
      const hasValue = value.SecretString !== undefined || value.SecretBinary !== undefined;
      const VersionId = hasValue ? putValue(secret, value) : undefined;
      save();
      return { ARN: secret.ARN, Name, VersionId };
    },
    PutSecretValue: (request) => {
      const { SecretId, VersionStages, ...value } = PutSecretValue.parse(request);
      const secret = findSecret(book, SecretId);
      const VersionId = putValue(secret, value, VersionStages);
      save();
      return { ARN: secret.ARN, Name: secret.Name, VersionId, VersionStages: secret.versions[VersionId]?.stages };
    },
    UpdateSecretVersionStage: (request) => {
      const { SecretId, ...move } = UpdateSecretVersionStage.parse(request);
      const secret = findSecret(book, SecretId);
      updateStage(secret, move);
      save();
      return { ARN: secret.ARN, Name: secret.Name };
    },
    GetSecretValue: (request) => {
      const { SecretId, VersionId, VersionStage = 'AWSCURRENT' } = GetSecretValue.parse(request);
      const secret = findSecret(book, SecretId);
      const id = VersionId ?? versionIdAt(secret, VersionStage);
      const version = id === undefined ? undefined : secret.versions[id];
      if (!version)
        throw new AwsError(
          'ResourceNotFoundException',
          `Secrets Manager can't find the specified secret value for ${VersionId ? 'VersionId' : `staging label: ${VersionStage}`}`,
        );
      const { stages, ...value } = version;
      return { ARN: secret.ARN, Name: secret.Name, VersionId: id, VersionStages: stages, ...value };
    },
    DescribeSecret: (request) => describe(findSecret(book, ById.parse(request).SecretId)),
    ListSecrets: () => ({ SecretList: Object.values(book).map(listed) }),
  });
  const served = await serve(withBody(handler));
  return {
    url: served.url,
    handler,
    create: (secrets) => {
      for (const { name, value } of secrets) {
        const secret = book[name] ?? createSecret(book, { name, arnPrefix });
        const hasValue = versionIdAt(secret, 'AWSCURRENT') !== undefined;
        if (value !== undefined && !hasValue) putValue(secret, { SecretString: value });
      }
      save();
    },
    replace: (name, value) => {
      putValue(book[name] ?? createSecret(book, { name, arnPrefix }), { SecretString: value });
      save();
    },
    arn: (id) => lookUp(book, id)?.ARN,
    current: (name) => {
      const secret = book[name];
      const id = secret && versionIdAt(secret, 'AWSCURRENT');
      return id === undefined ? undefined : secret?.versions[id]?.SecretString;
    },
    close: () => served.close(),
  };
}

/** Leaves out versions without a label, which are deprecated. */
function describe({ versions, ...secret }: SecretBook[string]) {
  const stages = Object.entries(versions).flatMap(([id, version]) =>
    version.stages.length > 0 ? [[id, version.stages] as const] : [],
  );
  return { ...secret, VersionIdsToStages: Object.fromEntries(stages) };
}

/** A list calls the labels differently. */
function listed(secret: SecretBook[string]) {
  const { VersionIdsToStages, ...described } = describe(secret);
  return { ...described, SecretVersionsToStages: VersionIdsToStages };
}

function load(path: string): SecretBook {
  try {
    return SecretBook.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw error;
  }
}
