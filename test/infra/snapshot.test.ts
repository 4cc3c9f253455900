import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { stages } from '../../infra/stages.ts';
import { synthesize } from './support/synthesize.ts';

/** A change of code alone changes no snapshot. */
const withoutHashes = (yaml: string): string =>
  yaml.replaceAll(/\b[0-9a-f]{64}\b/g, '<hash>').replaceAll(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1<hash>');

it.each(Object.values(stages))('stage $name is deployed as reviewed', async (stage) => {
  const { data, functions } = synthesize(stage);
  const templates = {
    [`thankflow-${stage.name}-data`]: data.toJSON(),
    [`thankflow-${stage.name}-app`]: functions.toJSON(),
  };
  const yaml = stringify(templates, { aliasDuplicateObjects: false, lineWidth: 0 });
  await expect(withoutHashes(yaml)).toMatchFileSnapshot(`snapshots/${stage.name}.snap`);
});
