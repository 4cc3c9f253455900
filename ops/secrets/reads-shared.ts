import { ThankflowError } from '../../lib/errors.ts';
import { resourceName } from '../../lib/naming.ts';
import type { StageAws } from '../stage/aws.ts';

/**
 * Checks that the deployed thank-customer reads shared ThankU tokens. Somebody may have deployed only the data stack, or rolled the app back.
 * @throws `refused` if it doesn't
 */
export async function assertReadsShared({ stage, deployment }: Pick<StageAws, 'stage' | 'deployment'>): Promise<void> {
  const deployed = await deployment();
  // The local stack is always the one of this checkout.
  if (deployed === undefined) return;
  const { GetFunctionCommand } = await import('@aws-sdk/client-lambda');
  const { Configuration } = await deployed.lambda.send(
    new GetFunctionCommand({ FunctionName: resourceName(stage, 'thank-customer'), Qualifier: 'live' }),
  );
  if (Configuration?.Environment?.Variables?.['THANKU_AUTH'] === 'shared') return;
  throw new ThankflowError(
    'refused',
    `thank-customer of stage ${stage.name} doesn't read shared tokens. Nothing was changed. To have its shops share, set \`shareThankuTokens: true\` in its values, and deploy both stacks.`,
  );
}
