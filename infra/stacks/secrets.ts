import { Validations } from 'aws-cdk-lib';
import { CfnSecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { secretNames } from '../../lib/secrets/secrets.ts';
import { tokenSecrets } from '../../lib/secrets/thanku-tokens.ts';
import { outlivesStack } from '../constructs/removal.ts';
import type { Stage } from '../stages.ts';

/** The stage's secrets. Those of its shops are created by `./thankflow secrets put`. */
export function addSecrets(scope: Construct, stage: Stage): void {
  for (const credential of stage.thanxCredentials) thanxSecret(scope, stage, credential);
  if (stage.shareThankuTokens) thankuTokens(scope, stage);
  customerKey(scope, stage);
  linkSecret(scope, stage);
}

/** Created without a value: `./thankflow secrets put` sets it. Until then, the credential counts as missing. */
function thanxSecret(scope: Construct, stage: Stage, credential: string): void {
  const secret = new CfnSecret(scope, `ThanxSecret-${credential}`, {
    name: secretNames.thanx(stage.name, credential),
    description: `Thanx partner credential "${credential}": client id and access token`,
  });
  secret.applyRemovalPolicy(outlivesStack(stage));
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SMG4',
    reason: "Thanx's staff issue the credentials, so they can't be rotated automatically.",
  });
}

/** Created without values: `./thankflow secrets put` adds an entry for each shop. */
function thankuTokens(scope: Construct, stage: Stage): void {
  for (let number = 0; number < tokenSecrets; number++) {
    const secret = new CfnSecret(scope, `ThankuTokens-${number}`, {
      name: secretNames.thankuTokens(stage.name, number),
      description: 'ThankU tokens of shops, by shop. Change it only with ./thankflow secrets put thanku',
    });
    secret.applyRemovalPolicy(outlivesStack(stage));
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions::AwsSolutions-SMG4',
      reason: "ThankU's staff issue the tokens, so they can't be rotated automatically.",
    });
  }
}

/**
 * CloudFormation generates the value, so that it exists before the first order and nobody has to handle it. Never change
 * `generateSecretString`: CloudFormation would generate a new key, and existing tombstones would not be found.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-secretsmanager-secret.html
 */
function customerKey(scope: Construct, stage: Stage): void {
  const secret = new CfnSecret(scope, 'CustomerKey', {
    name: secretNames.customerKey(stage.name),
    description: 'Keys the hashes that identify customers. Do not replace it: docs/operating.md, "The customer key"',
    generateSecretString: {
      secretStringTemplate: '{"older":[]}',
      generateStringKey: 'key',
      passwordLength: 64,
      excludePunctuation: true,
    },
  });
  secret.applyRemovalPolicy(outlivesStack(stage));
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SMG4',
    reason: 'After a rotation, existing tombstones would not be found: erased customers would be thanked.',
  });
}

/**
 * All shops' link keys are made from it. Generated like the customer key, and never replaced either: every link that a
 * shop has sent would break. A shop's own key is replaced by its version, in the shop's settings.
 */
function linkSecret(scope: Construct, stage: Stage): void {
  const secret = new CfnSecret(scope, 'LinkSecret', {
    name: secretNames.linkSecret(stage.name),
    description: "The link keys of all shops are made from it. Do not replace it: every customer's link would break",
    generateSecretString: {
      secretStringTemplate: '{}',
      generateStringKey: 'key',
      passwordLength: 64,
      excludePunctuation: true,
    },
  });
  secret.applyRemovalPolicy(outlivesStack(stage));
  Validations.of(secret).acknowledge({
    id: 'AwsSolutions::AwsSolutions-SMG4',
    reason: "After a rotation, no link that a shop has sent would work. Each shop's key has a version instead.",
  });
}
