import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from '../stages.ts';

/**
 * For what outlives its stack on a stage that protects its data. A deployment that fails still deletes what it has just
 * created (`RetainExceptOnCreate`): nothing is in it yet, and left behind it would hold its name against the next attempt.
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-deletionpolicy.html
 */
export const outlivesStack = ({ protectData }: Stage): RemovalPolicy =>
  protectData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
