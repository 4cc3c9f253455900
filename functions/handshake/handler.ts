import middy from '@middy/core';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { readEnvironment } from '../../lib/env.ts';
import { lambdaTelemetry } from '../../lib/lambda-telemetry.ts';
import { awsPorts, HandshakeEnvironment } from './aws-ports.ts';
import type { Response } from './ending.ts';
import { handshake } from './handshake.ts';

const telemetry = lambdaTelemetry('handshake');
const ports = awsPorts(readEnvironment(HandshakeEnvironment, process.env), telemetry);

/** `GET` and `POST /handshakes/{shop}`, and `GET /webhooks/{shop}`. The body stays as it was sent, because it's signed. */
export const handler = middy<APIGatewayProxyEventV2, Response>()
  .use(telemetry.lambdaContext)
  .handler(async ({ body = '', isBase64Encoded, headers, pathParameters, rawQueryString, routeKey }) => {
    const named = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
    return await handshake(
      {
        route: routeKey,
        shop: pathParameters?.['shop'] ?? '',
        query: rawQueryString,
        headers: Object.fromEntries(named),
        body: Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8'),
      },
      ports,
    );
  });
