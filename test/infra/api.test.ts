import { describe, expect, it } from 'vitest';
import { stages } from '../../infra/stages.ts';
import { resources, synthesize } from './support/synthesize.ts';

const { functions: app } = synthesize(stages.dev);

describe('the API', () => {
  it('has its routes and no other way in', () => {
    expect(resources(app, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties.RouteKey)).toEqual([
      'POST /webhooks/{shop}',
      'GET /webhooks/{shop}',
      'GET /handshakes/{shop}',
      'POST /handshakes/{shop}',
      'POST /thanx/{credential}',
      'GET /orders/{shop}',
      'GET /orders/{shop}/{orderId}',
      'GET /t/{shop}',
      'HEAD /t/{shop}',
      'GET /thankflow-thanks.js',
    ]);
    expect(resources(app, 'AWS::Lambda::Url')).toEqual([]);
  });

  it('limits requests, those of status, handshakes and purchases more', () => {
    const [deployed] = resources(app, 'AWS::ApiGatewayV2::Stage');
    expect(deployed!.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 1000, ThrottlingBurstLimit: 2000 },
      RouteSettings: {
        'GET /webhooks/{shop}': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 },
        'POST /handshakes/{shop}': { ThrottlingRateLimit: 5, ThrottlingBurstLimit: 10 },
        'POST /thanx/{credential}': { ThrottlingRateLimit: 10, ThrottlingBurstLimit: 20 },
        'GET /orders/{shop}': { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
        'GET /orders/{shop}/{orderId}': { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
      },
    });
  });

  it('logs requests without an address, a path, a header, a body, or text that could break the line', () => {
    const [deployed] = resources(app, 'AWS::ApiGatewayV2::Stage');
    const fields = String(deployed!.Properties.AccessLogSettings.Format).match(/\$context\.[\w.]+/g);
    expect(fields).toEqual([
      '$context.requestTime',
      '$context.requestId',
      '$context.routeKey',
      '$context.status',
      '$context.responseLatency',
      '$context.integration.status',
    ]);
  });
});
