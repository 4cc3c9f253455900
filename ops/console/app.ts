import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import { ThankflowError } from '../../lib/errors.ts';
import { LruMap } from '../../lib/lru-map.ts';
import { describeFailure } from '../cli/failures.ts';
import { readOrder } from '../orders/read-order.ts';
import { refuseChanged, seenOf, seenOfOrder } from '../stuck/remedy-rows.ts';
import { invocationOf } from '../stuck/invocation.ts';
import type { Console } from './console.ts';
import { refuseReadOnly, text, texts } from './form.ts';
import { paragraphs } from './elements.ts';
import { page } from './layout.ts';
import { nowPage } from './pages/now.ts';
import { askPage, jobPage, type Question } from './pages/ask.ts';
import { auditRoutes } from './pages/audit.ts';
import { lettersRoutes } from './pages/letters.ts';
import { quarantineRoutes } from './pages/quarantine.ts';
import { sendRoutes } from './pages/send.ts';
import { customersPagePolicy, orderRoutes } from './pages/order.ts';
import { ordersRoutes } from './pages/orders.ts';

const asset = (type: string, at: string) => [type, readFileSync(new URL(at, import.meta.url), 'utf8')] as const;

const assets = {
  '/console.css': asset('text/css', 'console.css'),
  '/icon.svg': asset('image/svg+xml', 'icon.svg'),
  '/console.js': asset('text/javascript', 'console.js'),
  '/idiomorph.js': asset('text/javascript', import.meta.resolve('idiomorph/dist/idiomorph.js')),
};

const maxBodyBytes = 100_000;

export function appOf(on: Console): Hono {
  const { access, link, jobs } = on;
  const app = new Hono();
  app.use('/orders/:shop/:pid/page', customersPagePolicy);
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        frameSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'self'"],
      },
      // Forms have an origin only if pages send a referrer to their own site.
      referrerPolicy: 'same-origin',
    }),
  );
  app.use(async (context, next) => {
    await next();
    context.header('cache-control', 'no-store');
  });
  app.use(access.guard);
  app.use(
    bodyLimit({
      maxSize: maxBodyBytes,
      onError: (context) => context.text('This is more than the console takes, so nothing was done.', 413),
    }),
  );
  for (const [path, [type, content]] of Object.entries(assets))
    app.get(path, (context) => context.body(content, 200, { 'content-type': `${type}; charset=utf-8` }));

  app.get('/', async (context) => context.html(nowPage(on.frame(), await on.overview(), on.events?.())));

  const asks = new LruMap<Pick<Question, 'invocation' | 'back'>>(200);
  app.post('/ask', async (context) => {
    const form = await context.req.formData();
    const invocation = invocationOf(texts(form, 'word'));
    // Without any ID, the command would be about all of them.
    if (form.has('selection') && invocation.words.length === 2)
      throw new ThankflowError('refused', 'Nothing is selected. Go back, and tick what this is to be about.');
    if (invocation.runnable.readsOnly === true) return context.redirect(`/jobs/${jobs.start(invocation).id}`, 303);
    refuseReadOnly(on.frame());
    const seen = text(form, 'seen');
    // Only the page of an order says what it shows of it.
    if (seen !== '') await link.run((aws) => refuseChanged(aws, invocation, seen));
    const id = randomUUID();
    const { pathname = '/', search = '' } = URL.parse(context.req.header('referer') ?? '') ?? {};
    asks.set(id, { invocation, back: pathname + search });
    return context.redirect(`/ask/${id}`, 303);
  });

  // An address of its own, so that a browser's Back leads to it.
  app.get('/ask/:id', async (context) => {
    const asked = asks.get(context.req.param('id'));
    if (asked === undefined) return context.redirect('/', 303);
    refuseReadOnly(on.frame());
    const { runnable, order } = asked.invocation;
    const [shown, now] = await link.run(async (aws) => {
      const whole = order && (await readOrder(aws, order));
      return [whole, whole === undefined ? await seenOf(aws, asked.invocation) : seenOfOrder(whole.rows)];
    });
    const preview = runnable.asksForYes === true ? await jobs.preview(asked.invocation) : undefined;
    if (preview?.exitCode === 1 || preview?.exitCode === 2) throw new ThankflowError('refused', preview.lines);
    return context.html(askPage(on.frame(), { ...asked, seen: now, preview, order: shown }));
  });

  app.post('/do', async (context) => {
    refuseReadOnly(on.frame());
    const form = await context.req.formData();
    const receipt = text(form, 'receipt');
    const invocation = invocationOf(texts(form, 'word').map((word) => (word === 'RECEIPT' ? receipt : word)));
    await link.run((aws) => refuseChanged(aws, invocation, text(form, 'seen')));
    const secrets = texts(form, 'secret');
    const input = secrets.map((secret) => `${secret}\n`).join('');
    return context.redirect(`/jobs/${jobs.start(invocation, { why: text(form, 'why'), input }).id}`, 303);
  });

  app.get('/jobs/:id', async (context) => {
    const job = jobs.get(context.req.param('id'));
    if (job === undefined)
      throw new ThankflowError('not-found', [
        'The console doesn’t know this command any more: it was started again.',
        `The audit trail says what the command did: ./thankflow audit --stage ${on.frame().stage}`,
      ]);
    const isOver = job.exitCode !== undefined && job.runnable.readsOnly !== true;
    // What the command said is shown even if the stage doesn't answer now.
    const overview = isOver ? await on.overview().catch(() => undefined) : undefined;
    return context.html(jobPage(on.frame(), job, overview));
  });

  auditRoutes(app, on);
  lettersRoutes(app, on);
  quarantineRoutes(app, on);
  sendRoutes(app, on);
  ordersRoutes(app, on);
  orderRoutes(app, on);

  app.notFound(() => {
    throw new ThankflowError('not-found', 'There is no such page.');
  });
  // Says what happened and what to do. The page updates itself, so it goes away once the stage answers.
  app.onError((error, context) => {
    const { lines, code } = describeFailure(error, on.frame().stage);
    const status = statuses.get(code) ?? 503;
    const advice = status === 501 ? ['Use the version of thankflow that the stage runs, and start its console.'] : [];
    // What a form has sent can't be asked for again.
    const refreshMs = context.req.method === 'GET' ? on.frame().refreshMs : 0;
    const content = html`${paragraphs([...lines, ...advice])}
      <p><a href="/">Now</a></p>`;
    return context.html(page(on.frame(), { title: titles[status], refreshMs }, content), status);
  });
  return app;
}

const titles = {
  404: 'Not found',
  409: 'Nothing was done',
  500: 'Something went wrong',
  501: 'This version can’t read it',
  503: 'The stage doesn’t answer',
} as const;

/** By the error's code. Everything else is the stage's: it doesn't answer. */
const statuses = new Map<string, keyof typeof titles>([
  ['not-found', 404],
  ['refused', 409],
  ['usage', 409],
  ['unexpected', 500],
  ['bad-row', 501],
  ['settings-newer', 501],
]);
