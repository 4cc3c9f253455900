import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

/** A resource of a template. Its properties aren't resolved yet. */
export const Resource = z.object({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}) });
export type Resource = z.infer<typeof Resource>;

const Template = z.object({
  Resources: z.record(z.string(), Resource).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() }))
    .default({}),
  Parameters: z.record(z.string(), z.object({ Default: z.union([z.string(), z.number()]).optional() })).default({}),
});

/** A synthesized stack. `assets` maps an asset's object key to its source folder. */
export interface StackTemplate extends z.infer<typeof Template> {
  stackName: string;
  assets: Map<string, string>;
}

const Manifest = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z
        .object({ templateFile: z.string(), stackName: z.string(), directoryName: z.string() })
        .partial()
        .default({}),
    }),
  ),
});

const AssetManifest = z.object({
  files: z
    .record(
      z.string(),
      z.object({
        source: z.object({ path: z.string().optional() }),
        destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
      }),
    )
    .default({}),
});

/** Reads all stacks of a synthesized CDK app, including nested assemblies (CDK stages). */
export function readCloudAssembly(folder: string): StackTemplate[] {
  const manifest = Manifest.parse(readJson(join(folder, 'manifest.json')));
  return Object.entries(manifest.artifacts).flatMap(([id, { type, properties }]) => {
    if (type === 'cdk:cloud-assembly' && properties.directoryName)
      return readCloudAssembly(join(folder, properties.directoryName));
    if (type !== 'aws:cloudformation:stack' || !properties.templateFile) return [];
    const template = Template.parse(readJson(join(folder, properties.templateFile)));
    return [{ ...template, stackName: properties.stackName ?? id, assets: readAssets(folder, id) }];
  });
}

function readAssets(folder: string, stackId: string): Map<string, string> {
  const manifest = AssetManifest.parse(readJson(join(folder, `${stackId}.assets.json`)));
  return new Map(
    Object.values(manifest.files).flatMap(({ source, destinations }) => {
      const path = source.path;
      if (path === undefined) return [];
      return Object.values(destinations).map(({ objectKey }): [string, string] => [objectKey, join(folder, path)]);
    }),
  );
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, 'utf8'));
}
