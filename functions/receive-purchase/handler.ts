import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readEnvironment } from '../../lib/env.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { awsPorts, PurchaseEnvironment } from './aws-ports.ts';
import type { Response } from './ending.ts';
import { receivePurchase } from './receive-purchase.ts';

const telemetry = lambdaTelemetry('receive-purchase');
const ports = awsPorts(readEnvironment(PurchaseEnvironment, process.env), telemetry);

/** `POST /thanx/{credential}`. The body stays as it was sent, because it's signed. */
export const handler = middy<APIGatewayProxyEventV2, Response>()
  .use(telemetry.lambdaContext)
  .handler(async ({ body = '', isBase64Encoded, headers, pathParameters }) => {
    const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    return await receivePurchase(
      {
        credential: pathParameters?.['credential'] ?? '',
        headers: Object.fromEntries(named),
        body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
      },
      ports,
    );
  });
