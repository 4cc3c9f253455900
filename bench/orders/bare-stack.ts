import { join } from 'node:path';
import { build, stop } from 'esbuild';
import { startStack, type Stack } from '../../local/stack.ts';
import type { StackTemplate } from '../../local/template/cloud-assembly.ts';

const arnOf = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });

/** A local stack with the bare handler behind `POST /webhooks/{shop}`, and a queue that nobody reads. */
export async function startBareStack(folder: string, secret: string): Promise<Stack> {
  const codeDirectory = join(folder, 'code');
  await build({
    entryPoints: { index: join(import.meta.dirname, 'bare.ts') },
    outdir: codeDirectory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    logLevel: 'error',
    banner: {
      js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
    },
  });
  await stop();
  const localDir = join(folder, 'bare');
  return await startStack({ localDir, port: 0, shops: [], synthesize: async () => [template(codeDirectory, secret)] });
}

const template = (codeDirectory: string, secret: string): StackTemplate => ({
  stackName: 'bare',
  Outputs: {},
  Parameters: {},
  assets: new Map([['code.zip', codeDirectory]]),
  Resources: {
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'bare' } },
    Role: {
      Type: 'AWS::IAM::Role',
      Properties: {
        AssumeRolePolicyDocument: {},
        Policies: [
          {
            PolicyName: 'own',
            PolicyDocument: {
              Version: '2012-10-17',
              Statement: [{ Effect: 'Allow', Action: 'sqs:SendMessage', Resource: arnOf('Queue') }],
            },
          },
        ],
      },
    },
    Accept: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'bare',
        Handler: 'index.handler',
        Runtime: 'nodejs24.x',
        MemorySize: 512,
        Timeout: 10,
        Role: arnOf('Role'),
        Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
        Environment: { Variables: { QUEUE_URL: { Ref: 'Queue' }, SECRET: secret } },
      },
    },
    Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { ProtocolType: 'HTTP' } },
    Integration: {
      Type: 'AWS::ApiGatewayV2::Integration',
      Properties: {
        IntegrationType: 'AWS_PROXY',
        IntegrationUri: arnOf('Accept'),
        PayloadFormatVersion: '2.0',
      },
    },
    Route: {
      Type: 'AWS::ApiGatewayV2::Route',
      Properties: {
        RouteKey: 'POST /webhooks/{shop}',
        Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
      },
    },
  },
});
