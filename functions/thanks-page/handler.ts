import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readEnvironment } from '../../lib/env.ts';
import { crashFacts } from '../../lib/error-facts.ts';

import { lambdaTelemetry, withLogFields } from '../../lib/lambda-telemetry.ts';
import { realTimer, within } from '../../lib/within.ts';
import { awsPorts, PageEnvironment } from './aws-ports.ts';
import { componentAnswer } from './component.ts';
import { questionOf } from './question.ts';
import { thanksPage, unavailable, type Answer } from './thanks-page.ts';

const telemetry = lambdaTelemetry('thanks-page');
const ports = awsPorts(readEnvironment(PageEnvironment, process.env), (error) =>
  telemetry.warn('an order cannot be read', crashFacts(error)),
);

/** Well before the function's timeout: a customer gets a page in any case. */
const deadlineMs = 3000;

export const handler = middy<APIGatewayProxyEventV2, Answer>()
  .use(telemetry.lambdaContext)
  .handler((event: APIGatewayProxyEventV2) =>
    withLogFields({}, async () => {
      if (event.pathParameters?.['shop'] === undefined) return componentAnswer(ports.assets);
      const question = questionOf(event);
      try {
        return await within(deadlineMs, realTimer, thanksPage(ports, question));
      } catch (error) {
        telemetry.error('a thank-you page could not be shown', crashFacts(error));
        return unavailable(ports, question);
      }
    }),
  );
