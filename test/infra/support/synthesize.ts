import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { Stack, Validations, type App } from 'aws-cdk-lib';
import { buildApp } from '../../../infra/app.ts';
import type { Stage } from '../../../infra/stages.ts';

/** The folders in functions/. */
export const functions = [
  'fetch-order',
  'handshake',
  'housekeeping',
  'ingest',
  'notify-shop',
  'order-status',
  'receive-purchase',
  'reconcile',
  'release-check',
  'submit-to-thanx',
  'thank-customer',
  'thanks-page',
];

/** A folder with an empty bundle for every function: what the templates say does not depend on the code. */
export function stubCode(): string {
  const directory = mkdtempSync(join(tmpdir(), 'thankflow-code-'));
  for (const name of functions) {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, 'index.mjs'), 'export const handler = async () => ({});\n');
  }
  return directory;
}

export interface Resource {
  Type: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- a template's properties have as many shapes as CloudFormation
  Properties: any;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export interface Templates {
  app: App;
  data: Template;
  functions: Template;
}

/** The app of a stage, not synthesized yet. */
export function builtApp(stage: Stage): App {
  const app = buildApp({ stage, codeDirectory: stubCode() });
  Validations.of(app).acknowledge({
    id: 'Annotation::thankflow:no-alarm-email',
    reason: 'app.test.ts tests it; here it would only be printed',
  });
  return app;
}

export function synthesize(stage: Stage): Templates {
  const app = builtApp(stage);
  const template = (part: string): Template => {
    const stack = app.node.findChild(`thankflow-${stage.name}-${part}`);
    return Template.fromStack(stack as Stack);
  };
  return { app, data: template('data'), functions: template('app') };
}

/** The resources of one type. */
export const resources = (template: Template, type: string): Resource[] =>
  Object.values(template.findResources(type)) as Resource[];

/** The one resource of a type that has this name (FunctionName, QueueName, TableName, AlarmName…). */
export function named(template: Template, type: string, name: string): Resource {
  const found = resources(template, type).filter(({ Properties }) =>
    Object.entries(Properties).some(([key, value]) => key.endsWith('Name') && value === name),
  );
  if (found.length !== 1) throw new Error(`${found.length} resources of type ${type} are named ${name}`);
  return found[0]!;
}

/**
 * A template value as text, with what only AWS knows in angle brackets: `arn:<AWS::Partition>:sqs:…`. What another
 * stack exports is named by that resource: `<Orders.Arn>`.
 */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const [name, argument] = Object.entries(value as Record<string, unknown>)[0]!;
  if (name === 'Ref') return `<${String(argument)}>`;
  if (name === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  if (name === 'Fn::Join') return (argument as [string, unknown[]])[1].map(text).join('');
  if (name === 'Fn::ImportValue') return `<${exported(String(argument))}>`;
  throw new Error(`cannot read ${name}`);
}

/** `thankflow-dev-data:ExportsOutputFnGetAttOrdersA9B65338Arn17F87B9C` → `Orders.Arn`. */
function exported(name: string): string {
  const [, attribute, id, suffix] = /:ExportsOutput(FnGetAtt|Ref)(.+?)[0-9A-F]{8}([A-Z][A-Za-z]+)?[0-9A-F]{8}$/.exec(
    name,
  )!;
  return attribute === 'Ref' ? id! : `${id}.${suffix}`;
}
