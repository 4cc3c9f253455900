import { Readable, Writable } from 'node:stream';
import * as z from 'zod';
import { main } from '../../ops/main.ts';

/** One command, as its process would get it. */
const Command = z.object({
  args: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  stdin: z.string(),
  cwd: z.string().optional(),
  columns: z.number().optional(),
});

/*
 * A process that runs one command after another: loading the command line takes longer than most commands do. Only its
 * streams are not a process's own, so that each command's output is known to be whole when it ends.
 */
process.on('message', async (message) => {
  const { args, env, stdin, cwd, columns } = Command.parse(message);
  const before = { ...process.env };
  const home = process.cwd();
  if (cwd !== undefined) process.chdir(cwd);
  Object.assign(process.env, env);
  replace('stdin', Readable.from([stdin]));
  const stdout = collected('stdout', columns);
  const stderr = collected('stderr', columns);
  process.argv = [process.execPath, 'ops/thankflow.ts', ...args];
  await main();
  const code = process.exitCode ?? 0;
  process.exitCode = undefined;
  for (const name of Object.keys(env)) delete process.env[name];
  Object.assign(process.env, before);
  process.chdir(home);
  process.send?.({ code, stdout: stdout(), stderr: stderr() });
});
process.on('disconnect', () => process.exit());

const replace = (name: 'stdin' | 'stdout' | 'stderr', value: unknown) =>
  Object.defineProperty(process, name, { value, configurable: true });

/** Collects what is written to a stream from now on; with `columns` it is a terminal. */
function collected(name: 'stdout' | 'stderr', columns?: number): () => string {
  const chunks: string[] = [];
  const write = (chunk: unknown, _encoding: unknown, done: () => void) => {
    chunks.push(String(chunk));
    done();
  };
  const terminal = columns === undefined ? {} : { isTTY: true, columns, rows: 24 };
  replace(name, Object.assign(new Writable({ decodeStrings: false, write }), terminal));
  return () => chunks.join('');
}
