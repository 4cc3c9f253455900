import type { Stack } from 'aws-cdk-lib';
import cdk from '../cdk.json' with { type: 'json' };

/**
 * Gives a new stack the CDK's feature flags that thankflow is tested with, whatever flags the app around it has. Otherwise, another app would
 * deploy other templates.
 */
export function setFeatureFlags(stack: Stack): void {
  for (const [flag, value] of Object.entries(cdk.context)) stack.node.setContext(flag, value);
}
