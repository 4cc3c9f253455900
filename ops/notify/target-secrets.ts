import { secretNames } from '../../lib/secrets/secrets.ts';
import { currentSecret } from '../../lib/secrets/writer.ts';
import { targetsIn } from '../../lib/shops/notify-settings.ts';
import type { RawSettings } from '../../lib/shops/stored-settings.ts';
import { describeFailure } from '../cli/failures.ts';
import type { StageAws } from '../stage/aws.ts';
import { hasEntry, StoredEntries } from './entries.ts';

/** Which of a shop's targets have a secret, and which secrets have no target. */
export interface TargetSecrets {
  targets: { name: string; to: string; hasSecret: boolean }[];
  /** Names of secrets whose target isn't in the settings. */
  unused: string[];
}

/** `problem`: why the secret can't be read. */
export async function targetSecrets(
  aws: StageAws,
  shop: string,
  raw: RawSettings,
): Promise<TargetSecrets | { problem: string }> {
  try {
    const stored = await currentSecret(aws.secrets, StoredEntries, secretNames.notify(aws.stage.name, shop));
    const targets = targetsIn(raw).map(({ name, to }) => ({ name, to, hasSecret: hasEntry(stored, name) }));
    const unused = Object.keys(stored?.targets ?? {}).filter((name) => !targets.some((target) => target.name === name));
    return { targets, unused };
  } catch (error) {
    return { problem: describeFailure(error, aws.stage.name).message };
  }
}

const put = (shop: string, target: string, options = ''): string =>
  `secrets put notify --shop ${shop} --target ${target}${options}`;

/** A secret that is missing or left over. */
export interface SecretStep {
  shop: string;
  isMissing: boolean;
  means: string;
  /** Without `./thankflow`. */
  command: string;
}

/** What is missing or left over, and what to do about it. */
export const secretSteps = (shop: string, { targets, unused }: TargetSecrets): SecretStep[] => [
  ...targets
    .filter(({ hasSecret }) => !hasSecret)
    .map(({ name, to }) => ({
      shop,
      isMissing: true,
      means: `The target ${name} of ${shop} (${to}) has no secret, so its notifications wait.`,
      command: put(shop, name),
    })),
  ...unused.map((name) => ({
    shop,
    isMissing: false,
    means: `A secret of ${shop} is left over: its settings have no target ${name} any more.`,
    command: put(shop, name, ' --forget'),
  })),
];
