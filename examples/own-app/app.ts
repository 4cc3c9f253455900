import { App, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { bundleFunctions, Thankflow } from 'thankflow';
import { stages } from './stages.ts';

const app = new App();
const { account, region } = stages.prod;
const pager = new Topic(new Stack(app, 'oncall', { env: { account, region } }), 'Pager', { enforceSSL: true });

await bundleFunctions();
new Thankflow(app, 'Thankflow', {
  stage: stages.prod,
  domain: { name: 'thanks.example.com', hostedZoneId: 'Z0123456789' },
  alarmActions: { page: [new SnsAction(pager)] },
  tags: { team: 'checkout' },
});
