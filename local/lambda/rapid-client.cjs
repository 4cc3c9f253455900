// Preloaded into every worker. aws-lambda-ric ships its Runtime API client as C++ that needs a compiler to install;
// this stands in for that one native module: the same three calls over node:http.
'use strict';
const http = require('node:http');
const { registerHooks } = require('node:module');
const { pathToFileURL } = require('node:url');

const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const [hostname, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');

function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request(
      { hostname, port, agent, method, path: `/2018-06-01/runtime/invocation/${path}`, headers },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ bodyJson: Buffer.concat(chunks).toString('utf8'), headers: response.headers }),
        );
        response.on('error', reject);
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

// The Runtime API is gone when the local stack is gone, even by SIGKILL: there is nobody left to work for.
const leave = () => process.exit(1);

let answered = Promise.resolve();
const client = {
  next: () => answered.then(() => call('GET', 'next')).catch(leave),
  // The native client posts synchronously; here the answer is awaited before the next invocation is asked for.
  done: (id, body) => {
    answered = call('POST', `${id}/response`, body, { 'content-type': 'application/json' });
  },
  error: (id, body) => {
    answered = call('POST', `${id}/error`, body, { 'content-type': 'application/json' });
  },
};

module.exports = client;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === './rapid-client.node'
      ? { url: pathToFileURL(__filename).href, format: 'commonjs', shortCircuit: true }
      : next(specifier, context),
});

// The stack holds the other end of stdin: it closes with the stack, however that ends.
process.stdin.on('end', leave).on('error', leave).resume();
process.stdin.unref();

// Ctrl-C reaches the whole process group; the stack drains its workers and ends them itself.
process.on('SIGINT', () => {});
