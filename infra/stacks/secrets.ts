import { Validations } from 'aws-cdk-lib';
import type { RemovalPolicy } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { secretNames } from '../../lib/secrets/secrets.ts';
import type { Stage } from '../stages.ts';

/** The secrets that come with a stage. Those of its shops are made when they are put. */
export function addSecrets(scope: Construct, stage: Stage, removalPolicy: RemovalPolicy): void {
  for (const credential of stage.thanxCredentials) thanxSecret(scope, stage, credential, removalPolicy);
  customerKey(scope, stage, removalPolicy);
}

/** Made without a value: `npx thankflow secrets put` fills it in. Until then the credential counts as not there. */
function thanxSecret(scope: Construct, stage: Stage, credential: string, removalPolicy: RemovalPolicy): void {
  const secret = new CfnSecret(scope, `ThanxSecret-${credential}`, {
    name: secretNames.thanx(stage.name, credential),
    description: `Thanx partner credential "${credential}": client id and access token`,
  });
  secret.applyRemovalPolicy(removalPolicy);
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SMG4',
    reason: 'Thanx issues its credentials by hand: there is nothing to rotate them with.',
  });
}

/**
 * CloudFormation makes its value, so that it is there before the first order and no person has it in hand. It makes
 * another value whenever `generateSecretString` changes, and with another one no tombstone would be found: never change it.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
 */
function customerKey(scope: Construct, stage: Stage, removalPolicy: RemovalPolicy): void {
  const secret = new CfnSecret(scope, 'CustomerKey', {
    name: secretNames.customerKey(stage.name),
    description:
      'Key of the hashes that name customers in rows. Do not replace it: docs/operating.md, "The customer key"',
    generateSecretString: {
      secretStringTemplate: '{"older":[]}',
      generateStringKey: 'key',
      passwordLength: 64,
      excludePunctuation: true,
    },
  });
  secret.applyRemovalPolicy(removalPolicy);
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SMG4',
    reason: 'With a rotated key no earlier tombstone is found: customers who asked to be forgotten would be thanked.',
  });
}
