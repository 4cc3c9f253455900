import { CfnOutput, Stack } from 'aws-cdk-lib';
import { DomainName, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { CfnRecordSet, HostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import type { ApiDomain, Stage } from '../stages.ts';
import { resourceName } from '../../lib/naming.ts';
import { outlivesStack } from './removal.ts';

/**
 * The API's address, which shops enter in their platforms' settings. It's the stage's own domain or, by default, AWS's, which contains the
 * API's ID and lasts as long as the API. If the stage gets a domain later, both work. The routes and functions are in the app stack.
 */
export class ApiAddress extends Construct {
  readonly api: HttpApi;
  readonly domain: DomainName | undefined;
  /** `https://hooks.example` */
  readonly url: string;

  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', { apiName: resourceName(stage, 'api'), createDefaultStage: false });
    this.api.applyRemovalPolicy(outlivesStack(stage));
    if (stage.domain !== undefined) this.domain = this.#domain(stage, stage.domain);
    this.url = stage.domain === undefined ? this.api.apiEndpoint : `https://${stage.domain.name}`;
    new CfnOutput(Stack.of(this), 'ApiUrl', { value: this.url });
    new CfnOutput(Stack.of(this), 'WebhookUrl', { value: `${this.url}/webhooks/<shop>` });
  }

  #domain(stage: Stage, { name, ...proof }: ApiDomain): DomainName {
    const certificate =
      'certificateArn' in proof
        ? Certificate.fromCertificateArn(this, 'Certificate', proof.certificateArn)
        : this.#certificate(stage, name, proof.hostedZoneId);
    const domain = new DomainName(this, 'Domain', { domainName: name, certificate });
    domain.applyRemovalPolicy(outlivesStack(stage));
    if ('hostedZoneId' in proof)
      new CfnRecordSet(this, 'Record', {
        name,
        type: 'A',
        hostedZoneId: proof.hostedZoneId,
        aliasTarget: { dnsName: domain.regionalDomainName, hostedZoneId: domain.regionalHostedZoneId },
      });
    new CfnOutput(Stack.of(this), 'DomainTarget', {
      value: domain.regionalDomainName,
      description: `The CNAME record of ${name} points to this`,
    });
    return domain;
  }

  /** The deployment waits until ACM has found the record that CloudFormation creates in the zone. */
  #certificate(stage: Stage, domainName: string, hostedZoneId: string): Certificate {
    const zone = HostedZone.fromHostedZoneId(this, 'Zone', hostedZoneId);
    const certificate = new Certificate(this, 'Certificate', {
      domainName,
      validation: CertificateValidation.fromDns(zone),
    });
    // It can't be deleted while the domain uses it.
    certificate.applyRemovalPolicy(outlivesStack(stage));
    return certificate;
  }
}
