import { Command, CommanderError, Option } from 'commander';
import { aboutOption } from './cli/about-option.js';
import { shells } from './cli/completion-words.js';
import { closingOf } from './cli/help-text.js';
import {
  duration,
  oneOf,
  oneOfArgument,
  several,
  severalOf,
  shard,
  share,
  wholeNumber,
} from './cli/option-values.js';
import {
  consoleOption,
  contractOption,
  outputOption,
  seedOption,
  strictOption,
  targetsOption,
  timeoutOption,
  waiversOption,
} from './cli/shared-options.js';
import { KitError, linesOf } from './errors.js';
import { didYouMean } from './files/nearest.js';
import { kitVersion } from './files/package-root.js';
import { visible } from './report/shown.js';
import { extraHeader } from './target/extra-headers.js';

const unusable = 2;

const statementHelp = `
Exit code 0: the statement is written, be it of conformance or not. 2: nothing
may be stated, in one line why: something could not be judged, nothing was, or
the leak gate was red, is unknown, or saw another report.`;

const diffHelp = `
Reports of different subjects are compared with --across alone.

Exit code 0: nothing got worse. 1: a requirement that binds is newly violated,
without a waiver, or a waiver is newly not accepted. 2, which wins over 1:
something is newly an error, is no longer judged, or was left out by --only;
also bad input, such as reports of different sides. Other readings, a newly
waived violation, and requirements that only one catalogue has are told and
change nothing.`;

const replayHelp = `
Exit code 0: the exchange holds now. 1: it is violated still. 2: it could not
be judged, or not be sent; also bad input.`;

/** What is told at the end of a command's help besides, by the name of the command. */
type MoreHelp = Readonly<Record<string, string>>;

function program(moreHelp: MoreHelp = {}): Command {
  const kit = new Command('qualification-kit')
    .description(
      'Judges services that offer the Partner Center customer qualification endpoint, and their clients.',
    )
    .version(kitVersion)
    // The kit's own --version stands in front of a command; behind `statement` it is the product's.
    .enablePositionalOptions()
    .configureHelp({ helpWidth: 80 });

  kit
    .command('service')
    .description('judge a service; without any, the embedded mock')
    .addOption(
      new Option(
        '--base-url <url>',
        'what stands in front of /v1; default: PARTNER_CENTER_BASE_URL',
      ).conflicts(['target', 'allTargets']),
    )
    .addOption(
      new Option('--target <name>', 'a target of targets.yaml; may be given more than once')
        .argParser(several)
        .conflicts('allTargets'),
    )
    .addOption(new Option('--all-targets', 'every target of targets.yaml').default(false))
    .addOption(
      new Option('--mock', 'the embedded mock; where CI is set, it is judged on request alone')
        .default(false)
        .conflicts(['baseUrl', 'target', 'allTargets']),
    )
    .addOption(targetsOption())
    .option('--shard <i/n>', 'one of n parts of the run, with its part of the budget', shard)
    .option('--only <id|area>', 'judge these requirements alone; may be given more than once', several)
    .option(
      '--operation <id>',
      'judge this operation; may be given more than once; default: each read',
      several,
    )
    .option('--exclude <id|area>', 'do not judge these; may be given more than once', several)
    .option(
      '--max-failures <n>',
      'stop when so many MUST are violated',
      wholeNumber('--max-failures', 1, 1000),
    )
    .option('--max-time <time>', 'stop after this time, such as 5m', duration('--max-time'))
    .option('--wait <time>', 'wait so long for a service that is starting, such as 30s', duration('--wait'))
    .option(
      '-H, --header <field>',
      "'Name: value' for every request, masked like a token; may be given more than once",
      extraHeader,
    )
    .option('--writes', 'judge operations that write too, on customers that are named for it', false)
    .option('--yes', 'nobody has to be asked before the first write', false)
    .addOption(strictOption())
    .option(
      '--reporter <name>',
      "one of Playwright's own reporters besides: html, junit, json, blob",
      severalOf('reporter', ['html', 'junit', 'json', 'blob']),
    )
    .addOption(aboutOption())
    .addOption(outputOption())
    .option('--user-agent <text>', 'what every request says of itself in User-Agent')
    .option(
      '--parallel <n>',
      'how many requests may be open at a time; 1: one test after the other; default 8',
      wholeNumber('--parallel', 1, 64),
    )
    .option(
      '--hang-budget <time>',
      'how long to wait in all for answers that do not come; default 60s',
      duration('--hang-budget'),
    )
    .option(
      '--repeat <n>',
      'how often each read at the end of the run is made; default 3',
      wholeNumber('--repeat', 1, 100_000),
    )
    .addOption(seedOption())
    .addOption(timeoutOption('exchange', 10_000))
    .addOption(contractOption())
    .addOption(waiversOption())
    .action(async (options) => (await import('./cli/service.js')).service(options));

  kit
    .command('init')
    .description('write a targets.yaml to fill in')
    .option('--file <file>', 'where', 'targets.yaml')
    .action(async (options) => (await import('./cli/init.js')).init(options));

  kit
    .command('doctor')
    .description('tell what keeps a target from being judged, and what to do')
    .option('--target <name>', 'a target of targets.yaml; default: the only one')
    .addOption(targetsOption())
    .addOption(outputOption('where a run would write'))
    .addOption(timeoutOption('exchange', 10_000))
    .action(async (options) => (await import('./cli/doctor.js')).doctor(options));

  kit
    .command('plan')
    .description('tell what a run against a target would send; sends nothing to it')
    .option('--target <name>', 'a target of targets.yaml; default: the only one')
    .addOption(targetsOption())
    .option('--shard <i/n>', 'one of n parts of the run', shard)
    .option('--only <id|area>', 'these requirements alone', several)
    .option('--operation <id>', 'this operation; may be given more than once; default: each read', several)
    .option('--writes', 'operations that write too', false)
    .option('--yes', 'as for the run; a plan asks nobody', false)
    .option('--parallel <n>', 'as for the run', wholeNumber('--parallel', 1, 64))
    .addOption(seedOption('the draws of that run'))
    .addOption(timeoutOption('exchange', 10_000))
    .action(async (options) => (await import('./cli/plan.js')).plan(options));

  kit
    .command('client')
    .description('judge a client, which a driver of a few lines calls')
    .argument('[driver...]', "the driver's command, behind --")
    .option('--name <name>', 'what reports and waivers call the client', 'client')
    .option('--persistent', 'one process for all calls, one line of JSON for each', false)
    .option('--passive', 'start nothing; judge what arrives at --port until Ctrl-C', false)
    .option('--port <n>', 'where --passive listens; default: a free one', wholeNumber('--port', 0, 65535))
    .option('--for <time>', 'how long --passive listens, such as 60s or 5m', duration('--for'))
    .option('--quiet', 'with --passive, print no line for each request', false)
    .addOption(consoleOption())
    .option(
      '--operation <id>',
      'what the client does, by operationId; may be given more than once; default: getCustomerQualification',
      several,
    )
    .option('--only <id|area|scenario>', 'judge these alone; may be given more than once', several)
    .option('--exclude <id|area>', 'do not judge these; may be given more than once', several)
    .option(
      '--max-failures <n>',
      'stop when so many MUST are violated',
      wholeNumber('--max-failures', 1, 1000),
    )
    .option('--max-time <time>', 'stop after this time, such as 5m', duration('--max-time'))
    .addOption(strictOption())
    .addOption(aboutOption())
    .addOption(outputOption())
    .addOption(seedOption())
    .addOption(timeoutOption('call', 60_000))
    .option('--jobs <n>', 'how many drivers run at once', wholeNumber('--jobs', 1, 64))
    .addOption(waiversOption())
    .action(async (driver, options) => (await import('./cli/client.js')).client(driver, options));

  kit
    .command('check')
    .description('judge what was recorded of a service and its clients; sends nothing')
    .argument('<file...>', "HAR files, zips of them, evidence of the kit, or a run's folder")
    .addOption(oneOf('--side <side>', 'of one side alone', ['service', 'client']))
    .option('--name <name>', 'what reports and waivers call what was recorded', 'recording')
    .option('--operation <id>', 'this operation alone; may be given more than once', several)
    .option('--only <id|area>', 'judge these requirements alone; may be given more than once', several)
    .option('--strict', 'a violated SHOULD fails the run too', false)
    .option('--output <dir>', 'where everything is written', 'results')
    .option('--contract <file>', 'another OpenAPI 3.1 description')
    .option('--waivers <file>', 'who answers for which violation; default: waivers.yaml, if there is one')
    .action(async (files, options) => (await import('./cli/check.js')).check(files, options));

  kit
    .command('statement')
    .description('state what a run found out, in statement.yaml and statement.md beside its report')
    .argument('<dir>', "the run's --output")
    .option('--organization <name>', 'who makes what was judged')
    .option('--name <product>', 'what was judged')
    .option('--version <version>', 'its version')
    .option('--url <url>', 'its page')
    .option('--contact <contact>', 'whom to ask; may be given more than once', several)
    .addHelpText('after', statementHelp)
    .action(async (dir, options) => (await import('./cli/statement.js')).statement(dir, options));

  kit
    .command('diff')
    .description('tell how the report of a run differs from an earlier one')
    .argument('<before>', 'a conformance.json, or a folder with one')
    .argument('<after>', 'the same of the later run')
    .addOption(oneOf('--format <format>', 'how', ['text', 'json', 'markdown']).default('text'))
    .option('--across', 'the two reports are about different subjects', false)
    .addHelpText('after', diffHelp)
    .action(async (before, after, options) => (await import('./cli/diff.js')).diff(before, after, options));

  kit
    .command('trend')
    .description('tell what runs say one after the other, in a table and in a page')
    .argument('<dir...>', 'folders of runs, or a folder in which they lie')
    .addOption(
      oneOf('--side <side>', 'of one side; default: service, if there is one', ['service', 'client']),
    )
    .option('--output <file>', 'where the page is written', 'trend.html')
    .action(async (dirs, options) => (await import('./cli/trend.js')).trend(dirs, options));

  kit
    .command('mock')
    .description('run the mock until Ctrl-C')
    .option('--port <n>', 'default: a free one', wholeNumber('--port', 0, 65535), 0)
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--allow-remote', 'let --host be an address that other machines reach', false)
    .option('--fault <name>', 'be wrong in this way; may be given more than once', several)
    .option('--tls', 'speak HTTPS with a certificate made for this run', false)
    .option('--prefix <path>', "what stands in front of the contract's paths, such as /partner/api")
    .option('--tls-ca <file>', "HTTPS, and where its CA's certificate is written")
    .addOption(consoleOption())
    .option('--quiet', 'print no line for each request on a terminal', false)
    .addOption(seedOption('other customers').default(1))
    .addOption(contractOption())
    .action(async (options) => (await import('./cli/mock.js')).mock(options));

  kit
    .command('proxy')
    .description('stand between clients and a service, pass everything on, and judge both')
    .addOption(new Option('--base-url <url>', 'the service: what stands in front of /v1').conflicts('target'))
    .option('--target <name>', 'the service: a target of targets.yaml')
    .option('--targets <file>', 'where the targets stand', 'targets.yaml')
    .option('--name <name>', 'what reports and waivers call the client', 'client')
    .option('--port <n>', 'where it listens; default: a free one', wholeNumber('--port', 0, 65535), 0)
    .option('--for <time>', 'how long, such as 60s or 10m; default: until Ctrl-C', duration('--for'))
    .option('--writes', 'pass on what may write too', false)
    .option('--keep-host', "leave the client's Host as it is", false)
    .option('--fault <name>', 'go wrong on the way like this; may be given more than once', several)
    .option('--rate <share>', 'of how many requests, from 0 to 1; default 1', share('--rate'))
    .option('--quiet', 'print no line for each request', false)
    .addOption(consoleOption())
    .option('--strict', 'a violated SHOULD fails the run too', false)
    .option('--output <dir>', 'where everything is written', 'results')
    .option('--seed <n>', 'repeat the draws of an earlier run', wholeNumber('--seed', 1, 2147483647))
    .option('--timeout <ms>', 'longest time to connect', wholeNumber('--timeout', 50, 600_000), 10_000)
    .option('--contract <file>', 'another OpenAPI 3.1 description')
    .option('--waivers <file>', 'who answers for which violation; default: waivers.yaml, if there is one')
    .action(async (options) => (await import('./cli/proxy.js')).proxy(options));

  kit
    .command('merge')
    .description('make one report of the parts that the shards of a run left')
    .argument('<dir...>', "the shards' folders, or the folder in which they lie")
    .addOption(outputOption())
    .addOption(contractOption('the OpenAPI 3.1 description that the shards were given'))
    .addOption(waiversOption())
    .action(async (dirs, options) => (await import('./cli/merge.js')).merge(dirs, options));

  kit
    .command('verify')
    .description('tell whether what a run left is as it was written')
    .argument('<dir>', 'the folder of that run')
    .action(async (dir) => (await import('./cli/verify.js')).verify(dir));

  kit
    .command('rejudge')
    .description("judge the exchanges of an earlier run by today's catalogue; sends nothing")
    .argument('<dir>', 'the folder of that run')
    .addOption(contractOption())
    .action(async (dir, options) => (await import('./run/rejudge.js')).rejudge(dir, options.contract));

  kit
    .command('replay')
    .description('send one failing exchange of an earlier run again, and tell what it is now')
    .argument('<dir>', 'the folder of that run')
    .argument('<id>', 'the violated requirement, such as HDR-002; HDR-002/3 for its third finding')
    .option('--base-url <url>', 'where the service is now; default: as the run had it described')
    .option('--targets <file>', 'where the targets stand', 'targets.yaml')
    .option('--writes', 'send it even if it may write', false)
    .option('--yes', 'nobody has to be asked before a write', false)
    .option('--timeout <ms>', 'longest time for the exchange', wholeNumber('--timeout', 50, 600_000), 10_000)
    .option('--contract <file>', 'another OpenAPI 3.1 description')
    .addHelpText('after', replayHelp)
    .action(async (dir, id, options) => (await import('./cli/replay.js')).replay(dir, id, options));

  kit
    .command('list')
    .description('list the requirements')
    .addOption(oneOf('--side <side>', 'of one side alone', ['service', 'client']))
    .option('--only <id|area>', 'these requirements alone; may be given more than once', several)
    .option('--operation <id>', 'about this operation; may be given more than once', several)
    .addOption(oneOf('--format <format>', 'how', ['text', 'json', 'markdown']).default('text'))
    .action(async (options) => (await import('./cli/list.js')).list(options));

  kit
    .command('explain')
    .description('tell all about a requirement, a fault or a scenario')
    .argument('<id>', 'such as HDR-002; also the name of a fault or a scenario')
    .action(async (id) => (await import('./cli/explain.js')).explain(id));

  kit
    .command('report')
    .description('write the formats of a report again, from its conformance.json')
    .argument('<dir>', 'the folder that a run wrote to')
    .action(async (dir) => (await import('./cli/report.js')).report(dir));

  kit
    .command('completion')
    .description('print what makes a shell complete the words of this command')
    .addArgument(oneOfArgument('<shell>', 'of which shell', shells))
    .action(async (shell) => (await import('./cli/completion.js')).completion(kit, shell));

  kit
    .helpCommand(false)
    .command('help')
    .description('display help for a command')
    .argument('[command]')
    .action((name?: string) => helpOf(kit, name));

  for (const command of [kit, ...kit.commands]) {
    const name = command === kit ? '' : command.name();
    command.addHelpText('after', `${moreHelp[name] ?? ''}${closingOf(name)}`);
    command.exitOverride().configureOutput({ outputError: () => {} });
  }
  return kit;
}

/** Prints the help of a command. Throws KitError with the nearest name. */
function helpOf(kit: Command, name: string | undefined): void {
  const command = name === undefined ? kit : kit.commands.find((one) => one.name() === name);
  if (command) command.help();
  const known = kit.commands.map((one) => one.name());
  throw new KitError(`unknown command "${name}"${didYouMean(name ?? '', known)}`);
}

/** What the help of the mock tells besides; read where it is asked for alone, because it reads the catalogue. */
async function moreHelp(args: readonly string[]): Promise<MoreHelp> {
  const asked = args.some((arg) => ['help', '--help', '-h'].includes(arg)) && args.includes('mock');
  return asked ? { mock: `${(await import('./cli/fault-names.js')).faultNamesByArea()}\n` } : {};
}

// Nobody can be told that nobody can be told.
process.stderr.on('error', () => {});

// Whoever reads along may have seen enough, such as `head`; the run goes on.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  process.stderr.write(linesOf(new KitError(`cannot write to standard output: ${error.message}`)));
  process.exit(unusable);
});

try {
  await program(await moreHelp(process.argv.slice(2))).parseAsync();
} catch (thrown) {
  if (thrown instanceof CommanderError && thrown.exitCode === 0) process.exitCode = 0;
  else if (thrown instanceof CommanderError && thrown.code === 'commander.help') process.exitCode = unusable;
  else {
    process.stderr.write(
      // It may repeat what somebody else said.
      visible(
        linesOf(
          thrown instanceof CommanderError ? new KitError(thrown.message.replace(/^error: /, '')) : thrown,
        ),
      ),
    );
    process.exitCode = unusable;
  }
}
