#!/usr/bin/env node
// biome-ignore-all lint/style/useNodejsImportProtocol: an old Node knows no "node:".
// Starts the command. What ends before the command can speak ends here, with a line and exit code 2: Node's own 1 would
// read as "a MUST is violated". In the JavaScript of Node 10, so that an older Node than the kit's can be told apart.
'use strict';

const { join } = require('path');
const { pathToFileURL } = require('url');

const root = join(__dirname, '..');

function end(message) {
  process.exitCode = 2;
  try {
    process.stderr.write(`qualification-kit: ${message}\n`);
  } finally {
    process.exit(2);
  }
}

/** What is to be done about a module that is not there, which is a part of the kit or one of its packages. */
function missing(message) {
  const name = (/Cannot find (?:module|package) '([^']+)'/.exec(message) || [])[1] || 'a module';
  const own = name.startsWith(root) && !name.startsWith(join(root, 'node_modules'));
  return own
    ? `not built: there is no ${name}; run "npm ci --include=dev && npm run build" in ${root}`
    : `the package ${name} is not installed; run "npm ci --include=dev" in ${root}, or install the kit again`;
}

function told(thrown) {
  const { code, name, message = String(thrown), stack = message, lines = [] } = Object(thrown);
  if (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') return missing(message);
  if (name === 'KitError') return [message].concat(lines.map((line) => `  ${line}`)).join('\n');
  return `cannot go on: ${stack}`;
}

/** The oldest version that the package says it runs with; [20, 19] of ">=20.19". */
function oldest() {
  const { engines } = JSON.parse(require('fs').readFileSync(join(root, 'package.json'), 'utf8'));
  return engines.node.match(/\d+/g).map(Number);
}

process.on('uncaughtException', (thrown) => end(told(thrown)));

const [major, minor = 0] = oldest();
const [ownMajor, ownMinor] = process.version.match(/\d+/g).map(Number);
if (ownMajor < major || (ownMajor === major && ownMinor < minor))
  end(`needs Node ${major}.${minor} or later, and this is ${process.version}`);

try {
  process.cwd();
} catch (_) {
  end('the folder that the command was started in is gone; change to another');
}

import(pathToFileURL(join(root, 'dist', 'src', 'cli.js')).href).catch((thrown) => end(told(thrown)));
