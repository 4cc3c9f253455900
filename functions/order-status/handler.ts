import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readEnvironment } from '../../lib/env.ts';
import { ThankflowError } from '../../lib/errors.ts';
import { crashFacts } from '../../lib/error-facts.ts';
import { withLogFields, lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { awsPorts, StatusEnvironment } from './aws-ports.ts';
import { orderStatus, type Answer } from './order-status.ts';
import { questionOf } from './question.ts';

const ports = awsPorts(readEnvironment(StatusEnvironment, process.env));
const telemetry = lambdaTelemetry('order-status');

export const handler = middy<APIGatewayProxyEventV2, Answer>()
  .use(telemetry.lambdaContext)
  .handler((event: APIGatewayProxyEventV2) =>
    withLogFields({}, async () => {
      try {
        return await orderStatus(ports, questionOf(event));
      } catch (error) {
        telemetry.error('an order status could not be given', crashFacts(error));
        // Lambda writes what is thrown into its log, and somebody else's words may quote anything.
        throw new ThankflowError('unavailable', 'an order status could not be given');
      }
    }),
  );
