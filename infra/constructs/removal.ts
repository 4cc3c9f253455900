import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from '../stages.ts';

/**
 * For resources that outlive their stack on a stage that protects its data. A failed deployment still deletes what it has just created
 * (`RetainExceptOnCreate`): it is empty, and its name would block the next attempt.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
export const outlivesStack = ({ protectData }: Stage): RemovalPolicy =>
  protectData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
