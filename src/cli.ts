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
  excludeOption,
  givenChecksOption,
  maxFailuresOption,
  maxTimeOption,
  outputOption,
  portOption,
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
Exit code 0: the statement is written, whether the run is conformant or not. 2:
no statement is written, and one line says why: something could not be judged,
nothing was judged, or the leak gate was red, is unknown, or saw another
report.`;

const diffHelp = `
To compare reports of different subjects, give --across.

Exit code 0: nothing got worse. 1: a binding requirement is newly violated
without a waiver, or a waiver is newly not accepted. 2, which wins over 1: a
requirement is newly an error, is no longer judged, or was left out by --only;
also bad input, such as reports of different sides. Other readings, newly
waived violations, and requirements that only one catalogue has are reported
too; they do not change the exit code.`;

const replayHelp = `
Exit code 0: the exchange conforms now. 1: it is still violated. 2: it could not
be judged, or could not be sent; also bad input.`;

/** What is told at the end of a command's help besides, by the name of the command. */
type MoreHelp = Readonly<Record<string, string>>;

function program(moreHelp: MoreHelp = {}): Command {
  const kit = new Command('qualification-kit')
    .description(
      'Tests services that offer the Partner Center customer qualification endpoint, and their clients.',
    )
    .version(kitVersion)
    // The kit's own --version stands in front of a command; behind `statement` it is the product's.
    .enablePositionalOptions()
    .configureHelp({ helpWidth: 80 });

  kit
    .command('service')
    .description('test a service; without one, the embedded mock')
    .addOption(
      new Option(
        '--base-url <url>',
        "the service's URL without /v1; default: PARTNER_CENTER_BASE_URL",
      ).conflicts(['target', 'allTargets']),
    )
    .addOption(
      new Option('--target <name>', 'test this target of targets.yaml; may be given more than once')
        .argParser(several)
        .conflicts('allTargets'),
    )
    .addOption(new Option('--all-targets', 'test every target of targets.yaml').default(false))
    .addOption(
      new Option('--mock', 'test the embedded mock; if CI is set, the mock is tested only with this option')
        .default(false)
        .conflicts(['baseUrl', 'target', 'allTargets']),
    )
    .addOption(targetsOption())
    .option('--shard <i/n>', 'run part i of n, with its part of the budget', shard)
    .option('--only <id|area>', 'test only these requirements; may be given more than once', several)
    .option(
      '--operation <id>',
      'test this operation; may be given more than once; default: each read',
      several,
    )
    .addOption(excludeOption())
    .option('--checks <file>', 'judge by your own requirements too, a .mjs, .js or .ts file')
    .addOption(maxFailuresOption())
    .addOption(maxTimeOption())
    .option('--wait <time>', 'wait up to this time for the service to start, such as 30s', duration('--wait'))
    .option(
      '-H, --header <field>',
      "'Name: value' for every request, masked like a token; may be given more than once",
      extraHeader,
    )
    .option('--writes', 'test operations that write too, on the customers that are named as writable', false)
    .option('--yes', 'do not ask before the first write', false)
    .addOption(strictOption())
    .option(
      '--reporter <name>',
      "also run one of Playwright's own reporters: html, junit, json, blob",
      severalOf('reporter', ['html', 'junit', 'json', 'blob']),
    )
    .addOption(aboutOption())
    .addOption(outputOption())
    .option('--user-agent <text>', 'the User-Agent of every request; default: none')
    .option(
      '--parallel <n>',
      'most requests that are open at a time; with 1, the tests run one after the other; default 8',
      wholeNumber('--parallel', 1, 64),
    )
    .option(
      '--hang-budget <time>',
      'longest total time to wait for answers that do not come; default 60s',
      duration('--hang-budget'),
    )
    .option(
      '--repeat <n>',
      'how often each read at the end of the run is sent; default 3',
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
    .option('--file <file>', 'the file to write', 'targets.yaml')
    .action(async (options) => (await import('./cli/init.js')).init(options));

  kit
    .command('doctor')
    .description("check a target's set-up, and say what to fix")
    .option('--target <name>', 'a target of targets.yaml; default: the only one')
    .addOption(targetsOption())
    .addOption(outputOption('the folder that a run would write to'))
    .addOption(timeoutOption('exchange', 10_000))
    .action(async (options) => (await import('./cli/doctor.js')).doctor(options));

  kit
    .command('plan')
    .description('list what a run against a target would send; sends nothing')
    .option('--target <name>', 'a target of targets.yaml; default: the only one')
    .addOption(targetsOption())
    .option('--shard <i/n>', 'plan part i of n of the run', shard)
    .option('--only <id|area>', 'plan only these requirements', several)
    .option(
      '--operation <id>',
      'plan this operation; may be given more than once; default: each read',
      several,
    )
    .option('--writes', 'plan operations that write too', false)
    .option('--yes', 'accepted as for the run; a plan never asks', false)
    .option('--parallel <n>', 'as for the run', wholeNumber('--parallel', 1, 64))
    .addOption(seedOption('the seed of that run'))
    .addOption(timeoutOption('exchange', 10_000))
    .action(async (options) => (await import('./cli/plan.js')).plan(options));

  kit
    .command('client')
    .description('test a client through its driver, a few lines that call it')
    .argument('[driver...]', "the driver's command, after --")
    .option('--name <name>', "the client's name in reports and waivers", 'client')
    .option('--persistent', 'start the driver once for all calls; each call is one line of JSON', false)
    .option('--passive', 'start no driver; test the requests that arrive at --port until Ctrl-C', false)
    .option('--port <n>', 'the port of --passive; default: a free one', wholeNumber('--port', 0, 65535))
    .option('--for <time>', 'how long --passive listens, such as 60s or 5m', duration('--for'))
    .option('--quiet', 'with --passive, print no line for each request', false)
    .addOption(consoleOption())
    .option(
      '--operation <id>',
      'what the client does, by operationId; may be given more than once; default: getCustomerQualification',
      several,
    )
    .option('--only <id|area|scenario>', 'test only these; may be given more than once', several)
    .addOption(excludeOption())
    .addOption(maxFailuresOption())
    .addOption(maxTimeOption())
    .addOption(strictOption())
    .addOption(aboutOption())
    .addOption(outputOption())
    .addOption(seedOption())
    .addOption(timeoutOption('call', 60_000))
    .option(
      '--jobs <n>',
      'how many drivers run at once; default: 4, with --persistent 1',
      wholeNumber('--jobs', 1, 64),
    )
    .addOption(waiversOption())
    .action(async (driver, options) => (await import('./cli/client.js')).client(driver, options));

  kit
    .command('check')
    .description('test recorded traffic of a service and its clients; sends nothing')
    .argument('<file...>', "HAR files, zips of them, evidence of the kit, or a run's folder")
    .addOption(oneOf('--side <side>', 'only this side', ['service', 'client']))
    .option('--name <name>', "the recording's name in reports and waivers", 'recording')
    .option('--operation <id>', 'test only this operation; may be given more than once', several)
    .option('--only <id|area>', 'test only these requirements; may be given more than once', several)
    .addOption(strictOption())
    .addOption(outputOption())
    .addOption(contractOption())
    .addOption(waiversOption())
    .action(async (files, options) => (await import('./cli/check.js')).check(files, options));

  kit
    .command('statement')
    .description('write a conformance statement of a run: statement.yaml and statement.md')
    .argument('<dir>', "the run's --output")
    .option('--organization <name>', 'who makes the tested product')
    .option('--name <product>', "the product's name")
    .option('--version <version>', 'its version')
    .option('--url <url>', 'its page')
    .option('--contact <contact>', 'whom to ask; may be given more than once', several)
    .addHelpText('after', statementHelp)
    .action(async (dir, options) => (await import('./cli/statement.js')).statement(dir, options));

  kit
    .command('diff')
    .description('compare the report of a run with an earlier one')
    .argument('<before>', 'a conformance.json, or a folder with one')
    .argument('<after>', 'the same for the later run')
    .addOption(
      oneOf('--format <format>', 'format of the output', ['text', 'json', 'markdown']).default('text'),
    )
    .option('--across', 'allow reports about different subjects', false)
    .addHelpText('after', diffHelp)
    .action(async (before, after, options) => (await import('./cli/diff.js')).diff(before, after, options));

  kit
    .command('trend')
    .description('show the history of several runs, in a table and in a page')
    .argument('<dir...>', 'folders of runs, or a folder that contains them')
    .addOption(
      oneOf('--side <side>', 'only this side; default: service, if there is one', ['service', 'client']),
    )
    .option('--output <file>', 'the file for the page', 'trend.html')
    .action(async (dirs, options) => (await import('./cli/trend.js')).trend(dirs, options));

  kit
    .command('mock')
    .description('run the mock until Ctrl-C')
    .addOption(portOption())
    .option('--host <address>', 'the address to listen on', '127.0.0.1')
    .option('--allow-remote', 'let --host be an address that other machines reach', false)
    .option('--fault <name>', 'behave wrong in this way; may be given more than once', several)
    .option('--tls', 'use HTTPS with a certificate made for this run', false)
    .option('--prefix <path>', "a path before the contract's paths, such as /partner/api")
    .option('--tls-ca <file>', "use HTTPS, and write its CA's certificate to this file")
    .addOption(consoleOption())
    .option('--quiet', 'print no line for each request on a terminal', false)
    .addOption(seedOption('choose other customers').default(1))
    .addOption(contractOption())
    .action(async (options) => (await import('./cli/mock.js')).mock(options));

  kit
    .command('proxy')
    .description('forward requests between clients and a service, and test both')
    .addOption(new Option('--base-url <url>', "the service's URL without /v1").conflicts('target'))
    .option('--target <name>', 'the service, as a target of targets.yaml')
    .addOption(targetsOption())
    .option('--name <name>', "the client's name in reports and waivers", 'client')
    .addOption(portOption())
    .option('--for <time>', 'how long to run, such as 60s or 10m; default: until Ctrl-C', duration('--for'))
    .option('--writes', 'forward requests that may write too', false)
    .option('--keep-host', "forward the client's Host unchanged", false)
    .option('--fault <name>', 'inject this fault; may be given more than once', several)
    .option('--rate <share>', 'share of requests that get a fault, from 0 to 1; default 1', share('--rate'))
    .option('--quiet', 'print no line for each request', false)
    .addOption(consoleOption())
    .addOption(strictOption())
    .addOption(outputOption())
    .addOption(seedOption())
    .option(
      '--timeout <ms>',
      'longest time to connect to the service, in milliseconds',
      wholeNumber('--timeout', 50, 600_000),
      10_000,
    )
    .addOption(contractOption())
    .addOption(waiversOption())
    .action(async (options) => (await import('./cli/proxy.js')).proxy(options));

  kit
    .command('merge')
    .description('merge the shards of a run into one report')
    .argument('<dir...>', "the shards' folders, or the folder that contains them")
    .addOption(outputOption())
    .addOption(contractOption('the OpenAPI 3.1 description that the shards were given'))
    .addOption(waiversOption())
    .action(async (dirs, options) => (await import('./cli/merge.js')).merge(dirs, options));

  kit
    .command('verify')
    .description("check that a run's files are unchanged")
    .argument('<dir>', 'the folder of that run')
    .action(async (dir) => (await import('./cli/verify.js')).verify(dir));

  kit
    .command('rejudge')
    .description('judge the exchanges of an earlier run with the current catalogue; sends nothing')
    .argument('<dir>', 'the folder of that run')
    .addOption(contractOption())
    .addOption(givenChecksOption())
    .action(async (dir, { contract, checks }) =>
      (await import('./run/rejudge.js')).rejudge(dir, contract, checks),
    );

  kit
    .command('replay')
    .description('send one failing exchange of an earlier run again, and judge the new answer')
    .argument('<dir>', 'the folder of that run')
    .argument('<id>', 'the violated requirement, such as HDR-002; HDR-002/3 for its third finding')
    .option('--base-url <url>', 'the URL of the service now; default: as for the run')
    .addOption(targetsOption())
    .option('--writes', 'send the request even if it may write', false)
    .option('--yes', 'do not ask before a write', false)
    .option(
      '--timeout <ms>',
      'longest time for the exchange, in milliseconds',
      wholeNumber('--timeout', 50, 600_000),
      10_000,
    )
    .addOption(contractOption())
    .addOption(givenChecksOption())
    .addHelpText('after', replayHelp)
    .action(async (dir, id, options) => (await import('./cli/replay.js')).replay(dir, id, options));

  kit
    .command('list')
    .description('list the requirements')
    .addOption(oneOf('--side <side>', 'only this side', ['service', 'client']))
    .option('--only <id|area>', 'only these requirements; may be given more than once', several)
    .option('--operation <id>', 'only requirements of this operation; may be given more than once', several)
    .addOption(
      oneOf('--format <format>', 'format of the output', ['text', 'json', 'markdown']).default('text'),
    )
    .action(async (options) => (await import('./cli/list.js')).list(options));

  kit
    .command('explain')
    .description('explain a requirement, a fault or a scenario')
    .argument('<id>', 'such as HDR-002; also the name of a fault or a scenario')
    .action(async (id) => (await import('./cli/explain.js')).explain(id));

  kit
    .command('report')
    .description('write the files of a report again, from its conformance.json')
    .argument('<dir>', 'the folder that a run wrote to')
    .action(async (dir) => (await import('./cli/report.js')).report(dir));

  kit
    .command('completion')
    .description('print a completion script for a shell')
    .addArgument(oneOfArgument('<shell>', 'the shell', shells))
    .action(async (shell) => (await import('./cli/completion.js')).completion(kit, shell));

  kit
    .helpCommand(false)
    .command('help')
    .description('show the options of a command, as --help does')
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
