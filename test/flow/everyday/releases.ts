import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterAll, expect, it } from 'vitest';
import { checks } from '../../../functions/release-check/checks.ts';
import { works } from '../../../functions/release-check/release-check.ts';
import { clientConfig } from '../../../lib/local-stack/endpoints.ts';
import { recordedTelemetry } from '../../support/telemetry.ts';
import { see, stack } from './stack.ts';

const functionOf = (name: string) =>
  `thankflow-local-${name === 'submit-to-thanx' ? 'submit-to-thanx-main' : name}:live`;

let lambda: LambdaClient | undefined;
afterAll(() => lambda?.destroy());

it.each(Object.keys(checks))(
  '%s answers what a release asks it, as it is deployed, and nothing changes',
  async (name) => {
    const { aws, region } = stack.endpoints();
    const client = (lambda ??= new LambdaClient(clientConfig(aws.lambda, region)));
    const telemetry = recordedTelemetry();
    const rowsBefore = await see.scan();
    const good = await works(
      { name, version: functionOf(name) },
      {
        invoke: async (FunctionName, Payload) => {
          const answer = await client.send(new InvokeCommand({ FunctionName, Payload }));
          return {
            kind: answer.FunctionError === undefined ? 'answered' : 'crashed',
            body: answer.Payload?.transformToString() ?? '',
          };
        },
        sleep: async () => undefined,
        telemetry,
      },
    );
    expect({ good, lines: telemetry.lines }).toMatchObject({ good: true, lines: [{ level: 'info' }] });
    expect(await see.scan()).toEqual(rowsBefore);
  },
);
