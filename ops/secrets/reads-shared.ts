import { ThankflowError } from '../../lib/errors.ts';
import { resourceName } from '../../lib/naming.ts';
import type { StageAws } from '../stage/aws.ts';
import type { TokenPlace } from './thanku-token.ts';

type Aws = Pick<StageAws, 'stage' | 'deployment'>;

/**
 * Checks that the deployed thank-customer reads shared ThankU tokens. Somebody may have deployed only the data stack, or rolled the app back.
 * @param instead what else to do
 * @throws `refused` if it doesn't
 */
export async function assertReadsShared({ stage, deployment }: Aws, instead = ''): Promise<void> {
  const deployed = await deployment();
  // The local stack is always the one of this checkout.
  if (deployed === undefined) return;
  const { GetFunctionCommand, ResourceNotFoundException } = await import('@aws-sdk/client-lambda');
  const live = new GetFunctionCommand({ FunctionName: resourceName(stage, 'thank-customer'), Qualifier: 'live' });
  const { Configuration } = await deployed.lambda.send(live).catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException) return { Configuration: undefined };
    throw error;
  });
  // A new stage's app stack is deployed last.
  if (Configuration === undefined) return;
  if (Configuration.Environment?.Variables?.['THANKU_AUTH'] === 'shared') return;
  throw new ThankflowError(
    'refused',
    `thank-customer of stage ${stage.name} doesn't read shared tokens. Nothing was changed. To have its shops share, set \`shareThankuTokens: true\` in its values, and deploy both stacks.${instead}`,
  );
}

/** Checks that functions will read a shop's token where it is about to be put. @throws `refused` if they won't */
export async function assertIsRead(aws: Aws, { isShared }: Pick<TokenPlace, 'isShared'>, shop: string): Promise<void> {
  const own = `./thankflow secrets put thanku --shop ${shop} --own --stage ${aws.stage.name}`;
  if (isShared) await assertReadsShared(aws, ` Until then, give the shop a secret of its own: ${own}`);
}
