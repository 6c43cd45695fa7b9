#!/usr/bin/env node
import { Command, CommanderError, Option } from 'commander';
import { KitError } from './errors.js';
import { kitVersion } from './package-root.js';

const unusable = 2;

function whole(name: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new KitError(`${name} "${text}" is no whole number from ${least} to ${most}`);
  };
}

const several = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  ...text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== ''),
];

function program(): Command {
  const kit = new Command('qualification-kit')
    .description('Judges services that offer the Partner Center customer qualification endpoint.')
    .version(kitVersion)
    .configureHelp({ helpWidth: 80 });

  kit
    .command('service')
    .description('judge a service; without a base URL, the embedded mock')
    .option('--base-url <url>', 'what stands in front of /v1; default: PARTNER_CENTER_BASE_URL')
    .option('--only <id|area>', 'judge these requirements alone; may be given more than once', several)
    .option('--strict', 'a violated SHOULD fails the run too', false)
    .option('--output <dir>', 'where everything is written', 'results')
    .option('--seed <n>', 'repeat the draws of an earlier run', whole('--seed', 1, 2147483647))
    .option('--timeout <ms>', 'longest time for one exchange', whole('--timeout', 50, 600_000), 10_000)
    .option('--contract <file>', 'another OpenAPI 3.1 description')
    .action(async (options) => (await import('./cli/service.js')).service(options));

  kit
    .command('mock')
    .description('run the mock until Ctrl-C')
    .option('--port <n>', 'default: a free one', whole('--port', 0, 65535), 0)
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--allow-remote', 'let --host be an address that other machines reach', false)
    .option('--fault <name>', 'be wrong in this way; may be given more than once', several)
    .option('--seed <n>', 'other customers', whole('--seed', 1, 2147483647), 1)
    .option('--contract <file>', 'another OpenAPI 3.1 description')
    .action(async (options) => (await import('./cli/mock.js')).mock(options));

  kit
    .command('list')
    .description('list the requirements')
    .addOption(new Option('--side <side>', 'of one side alone'))
    .addOption(new Option('--format <format>', 'text, json or markdown').default('text'))
    .action(async (options) => (await import('./cli/list.js')).list(options));

  kit
    .command('explain')
    .description('tell all about a requirement or a fault')
    .argument('<id>', 'such as HDR-002; also the name of a fault')
    .action(async (id) => (await import('./cli/explain.js')).explain(id));

  for (const command of [kit, ...kit.commands])
    command.exitOverride().configureOutput({ outputError: () => {} });
  return kit;
}

try {
  await program().parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) process.exitCode = 0;
  else if (thrown instanceof CommanderError && thrown.code === 'commander.help') process.exitCode = unusable;
  else if (thrown instanceof KitError || thrown instanceof CommanderError) {
    const message = thrown.message.replace(/^error: /, '').replaceAll('\n', ' ');
    process.stderr.write(`qualification-kit: ${message}\n`);
    process.exitCode = unusable;
  } else {
    process.stderr.write(`qualification-kit: ${thrown instanceof Error ? thrown.stack : String(thrown)}\n`);
    process.exitCode = unusable;
  }
}
