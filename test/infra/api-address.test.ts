import { describe, expect, it } from 'vitest';
import { addChecks } from '../../infra/checks.ts';
import { stages, type ApiDomain } from '../../infra/stages.ts';
import { resources, synthesize, text } from './support/synthesize.ts';

const name = 'hooks.example.com';
const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/0f0e';
const withDomain = (domain: ApiDomain) => synthesize({ ...stages.prod, domain });

const plain = synthesize(stages.prod);
const zoned = withDomain({ name, hostedZoneId: 'Z0123' });

describe('the API’s address', () => {
  it.each([
    ['without a domain', plain],
    ['with one', zoned],
  ])('stays when the functions’ stack goes, %s', (_, { data, functions }) => {
    for (const type of [
      'ApiGatewayV2::Api',
      'ApiGatewayV2::DomainName',
      'CertificateManager::Certificate',
      'Logs::LogGroup',
    ])
      expect([type, resources(functions, `AWS::${type}`)]).toEqual([type, []]);
    expect(resources(data, 'AWS::ApiGatewayV2::Api')).toHaveLength(1);
    for (const type of ['Stage', 'Route', 'Integration']) {
      expect(resources(data, `AWS::ApiGatewayV2::${type}`)).toEqual([]);
      for (const { Properties } of resources(functions, `AWS::ApiGatewayV2::${type}`))
        expect(text(Properties.ApiId)).toBe('<AddressApi>');
    }
  });

  it('is the API’s own, and in the outputs', () => {
    const { data, functions } = plain;
    expect(text(data.findOutputs('ApiUrl')['ApiUrl']!['Value'])).toMatch(/^<AddressApi[0-9A-F]+\.ApiEndpoint>$/);
    expect(text(data.findOutputs('WebhookUrl')['WebhookUrl']!['Value'])).toMatch(
      /^<AddressApi[0-9A-F]+\.ApiEndpoint>\/webhooks\/<shop>$/,
    );
    expect(resources(functions, 'AWS::ApiGatewayV2::ApiMapping')).toEqual([]);
  });

  it('is the stage’s domain, by a certificate that there is, and says where the record has to point', () => {
    const { data, functions } = withDomain({ name, certificateArn });
    expect(resources(data, 'AWS::ApiGatewayV2::DomainName')).toMatchObject([
      {
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: {
          DomainName: name,
          DomainNameConfigurations: [{ CertificateArn: certificateArn, EndpointType: 'REGIONAL' }],
        },
      },
    ]);
    expect(resources(data, 'AWS::CertificateManager::Certificate')).toEqual([]);
    expect(resources(data, 'AWS::Route53::RecordSet')).toEqual([]);
    expect(text(data.findOutputs('DomainTarget')['DomainTarget']!['Value'])).toMatch(/\.RegionalDomainName>$/);
    expect(data.findOutputs('ApiUrl')['ApiUrl']!['Value']).toBe(`https://${name}`);
    expect(data.findOutputs('WebhookUrl')['WebhookUrl']!['Value']).toBe(`https://${name}/webhooks/<shop>`);
    const [mapping] = resources(functions, 'AWS::ApiGatewayV2::ApiMapping');
    expect(text(mapping!.Properties.ApiId)).toBe('<AddressApi>');
    expect(text(mapping!.Properties.DomainName)).toBe('<AddressDomain>');
  });

  it('is the stage’s domain, by a certificate and a record in its zone', () => {
    const { data } = zoned;
    expect(resources(data, 'AWS::CertificateManager::Certificate')).toMatchObject([
      {
        DeletionPolicy: 'RetainExceptOnCreate',
        Properties: {
          DomainName: name,
          ValidationMethod: 'DNS',
          DomainValidationOptions: [{ DomainName: name, HostedZoneId: 'Z0123' }],
        },
      },
    ]);
    expect(resources(data, 'AWS::Route53::RecordSet')).toMatchObject([
      { Properties: { Name: name, Type: 'A', HostedZoneId: 'Z0123' } },
    ]);
  });

  it('keeps API Gateway’s own working beside the domain: a shop may still have it', () => {
    const [api] = resources(zoned.data, 'AWS::ApiGatewayV2::Api');
    expect(api!.Properties).not.toHaveProperty('DisableExecuteApiEndpoint');
  });

  it('with a domain leaves the rule packs nothing to object to', () => {
    const { app } = withDomain({ name, hostedZoneId: 'Z0123' });
    addChecks(app);
    expect(() => app.synth()).not.toThrow();
  });
});
