import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stages } from '../../../infra/stages.ts';
import { knownStages } from '../../../ops/cli/stages.ts';

const ownApp = join(import.meta.dirname, '../../../examples/own-app/stages.ts');

function file(text: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'thankflow-stages-')), 'stages.mjs');
  writeFileSync(path, text);
  return path;
}

describe('the stages that commands know', () => {
  it('are this project’s', () => {
    expect(knownStages({})).toBe(stages);
    expect(knownStages({ THANKFLOW_STAGES: '' })).toBe(stages);
  });

  it('are another app’s if THANKFLOW_STAGES says so, with the usual values, and the local stack', () => {
    const known = knownStages({ THANKFLOW_STAGES: ownApp });
    expect(Object.keys(known)).toEqual(['dev', 'prod', 'local']);
    expect(known['prod']).toMatchObject({
      account: '111122223333',
      spend: 'real',
      protectData: true,
      thanxCredentials: ['main'],
    });
    expect(known['local']).toBe(stages.local);
  });

  it('go by their own names, which the resources have', () => {
    const path = file(`export const stages = { live: { name: 'prod', spend: 'real' } };`);
    expect(Object.keys(knownStages({ THANKFLOW_STAGES: path }))).toEqual(['prod', 'local']);
  });

  it.each([
    ['export const stages = { prod: { name: "prod" } };', /spend: "simulated" or "real"/],
    ['export const other = 1;', /doesn't export `stages`/],
    ['this is no module', /can't load/],
  ])('%s is refused', (text, problem) => {
    expect(() => knownStages({ THANKFLOW_STAGES: file(text) })).toThrow(problem);
  });
});
