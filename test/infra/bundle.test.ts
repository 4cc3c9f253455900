import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildApp } from '../../infra/app.ts';
import { bundleDirectory, bundleFunctions, functionNames, type Bundle } from '../../infra/bundle.ts';
import { stages } from '../../infra/stages.ts';
import { expectedOf } from '../../ops/doctor/expected.ts';
import { functionsIn } from '../../ops/doctor/template-functions.ts';
import { named, functions as functionFolders, synthesize, text } from './support/synthesize.ts';

const { functions } = synthesize(stages.dev);
let directory: string;
let bundles: Bundle[];
/** The deployment of a stage without source maps. */
let assembly: string;

beforeAll(async () => {
  // Beside the folder of `npm run bundle`: source maps name their sources relative to it.
  await mkdir(dirname(bundleDirectory), { recursive: true });
  directory = await mkdtemp(join(dirname(bundleDirectory), 'test-'));
  bundles = await bundleFunctions(directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

beforeAll(async () => {
  const codeDirectory = await mkdtemp(join(tmpdir(), 'thankflow-bundles-'));
  const stage = { ...stages.prod, alarmEmail: 'operator@example.com' };
  await bundleFunctions(codeDirectory, stage);
  assembly = buildApp({ stage, codeDirectory }).synth().directory;
});

/** The environment that the template gives a function; what only AWS knows is a URL, which passes as a name too. */
function environment(name: string): Record<string, string> {
  const { Variables } = named(functions, 'AWS::Lambda::Function', `thankflow-dev-${name}`).Properties.Environment;
  return Object.fromEntries(
    Object.entries(Variables).map(([key, value]) => [
      key,
      text(value).replaceAll(/<[^>]+>/g, 'https://aws.example/it'),
    ]),
  );
}

describe('bundles', () => {
  it('there is one for every folder with a handler', async () => {
    expect(await functionNames()).toEqual(functionFolders);
    expect(bundles.map(({ name }) => name)).toEqual(functionFolders);
  });

  it('less is parsed at a cold start than is there', () => {
    for (const { startBytes, totalBytes } of bundles) {
      expect(startBytes).toBeGreaterThan(0);
      expect(startBytes).toBeLessThan(totalBytes);
    }
  });

  it('ingest, for which a platform waits, parses at most 400 kB, AWS SDK included', () => {
    expect(bundles.find(({ name }) => name === 'ingest')?.startBytes).toBeLessThanOrEqual(400_000);
  });

  it("contain the S3 client and the SDK's other sources of credentials, built apart", async () => {
    const apart = join(directory, 'ingest', 'apart');
    const files = (await readdir(apart)).filter((name) => /^(lib|node_modules)-.*\.mjs$/.test(name));
    expect(files).toContain('lib-quarantine-bucket.mjs');
    expect(files.join()).toContain('credential-provider-ini');
    const script = `for (const file of ${JSON.stringify(files)}) console.log(Object.keys(await import('./' + file)).length)`;
    const args = ['--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: apart });
    const exported = stdout.trim().split('\n').map(Number);
    expect(exported).toHaveLength(files.length);
    expect(Math.min(...exported)).toBeGreaterThan(0);
  });

  it('require nothing: an ES module has no `require`', async () => {
    const files = (await readdir(directory, { recursive: true })).filter((file) => file.endsWith('.mjs'));
    const texts = await Promise.all(files.map((file) => readFile(join(directory, file), 'utf8')));
    expect(files.filter((_, at) => texts[at]?.includes('Dynamic require of'))).toEqual([]);
  });

  it('are what the stacks deploy', () => {
    expect(() => buildApp({ stage: stages.dev, codeDirectory: directory })).not.toThrow();
  });

  it('are what `doctor` compares a stage with, with their concurrency', async () => {
    const { functions: expected, bootstrapVersion } = await expectedOf(stages.dev);
    const { stacks } = buildApp({ stage: stages.dev, codeDirectory: directory }).synth();
    expect(expected).toEqual(stacks.flatMap(({ template }) => functionsIn(template)));
    expect(expected).toHaveLength(functionFolders.length);
    expect(expected.reduce((sum, { reserved }) => sum + reserved, 0)).toBeGreaterThan(functionFolders.length);
    expect(bootstrapVersion).toBeGreaterThanOrEqual(6);
    await expect(expectedOf({ ...stages.dev, name: 7 as never })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining("can't be synthesized"),
    });
  });

  it('without source maps leave no trace of them in what is deployed', async () => {
    const files = await readdir(assembly, { recursive: true, withFileTypes: true });
    const code = files.filter((file) => file.isFile() && file.parentPath.includes('asset.'));
    expect(code.filter(({ name }) => name === 'index.mjs')).toHaveLength(functionFolders.length);
    for (const { parentPath, name } of code) {
      expect(name).toMatch(parentPath.endsWith('/browser') ? /\.(js|css)$/ : /\.mjs$/);
      expect(await readFile(join(parentPath, name), 'utf8')).not.toContain('sourceMappingURL');
    }
  });

  it.each(functionFolders)('%s carries source maps without the source', async (name) => {
    const map = JSON.parse(await readFile(join(directory, name, 'index.mjs.map'), 'utf8'));
    expect(map.sourcesContent ?? []).toEqual([]);
  });

  it.each([
    'fetch-order',
    'handshake',
    'housekeeping',
    'ingest',
    'notify-shop',
    'order-status',
    'receive-purchase',
    'reconcile',
    'submit-to-thanx-main',
    'thank-customer',
    'thanks-page',
  ])('%s starts with the environment that the template gives it, and no more', async (name) => {
    const entry = pathToFileURL(join(directory, name.replace(/-main$/, ''), 'index.mjs')).href;
    const script = `const { handler } = await import(${JSON.stringify(entry)}); console.log(typeof handler); process.exit(0);`;
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...environment(name), AWS_REGION: 'eu-central-1' },
    });
    expect(stdout.trim()).toBe('function');
  });
});
