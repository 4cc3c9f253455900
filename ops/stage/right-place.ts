import type { Stage } from '../../infra/stages.ts';
import { ThankflowError } from '../../lib/errors.ts';

/**
 * Keeps a command from another account's stage of the same name. Throws `refused` if the stage names an account or a region and
 * this shell is in another one.
 * @param environment of the shell; its profile's region doesn't matter, because the clients use the stage's
 * @param account asks AWS whose credentials these are
 */
export async function refuseElsewhere(
  stage: Pick<Stage, 'name' | 'account' | 'region'>,
  environment: Record<string, string | undefined>,
  account: () => Promise<string>,
): Promise<void> {
  const region = environment['AWS_REGION'] ?? environment['AWS_DEFAULT_REGION'];
  if (stage.region !== undefined && region !== undefined && region !== stage.region)
    throw new ThankflowError(
      'refused',
      `stage ${stage.name} is in ${stage.region}, and this shell's AWS_REGION or AWS_DEFAULT_REGION is ${region}. Nothing was done: unset it, or name another --stage.`,
    );
  if (stage.account === undefined) return;
  const current = await account();
  if (current !== stage.account)
    throw new ThankflowError(
      'refused',
      `stage ${stage.name} is in AWS account ${stage.account}, and these credentials are for ${current}. Nothing was done: use credentials of ${stage.account} (AWS_PROFILE), or name another --stage.`,
    );
}
