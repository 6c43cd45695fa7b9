import { loadCatalogue } from '../catalogue/catalogue.js';
import type { Side } from '../catalogue/requirement.js';
import { type RunningConsole, startConsole } from '../console/console.js';
import type { Switches } from '../console/subject.js';
import { loadContract } from '../contract/load-contract.js';
import type { EvidenceRecord } from '../evidence/evidence-record.js';
import { connectionOptionsFrom } from '../http/connection-options.js';
import { hasRoom, trafficRecord } from '../traffic/kept-evidence.js';
import { FaultDraw } from '../traffic/proxy/fault-draw.js';
import { faultOnTheWay, faultsOnTheWay } from '../traffic/proxy/faults.js';
import { type Keep, PassedObserver } from '../traffic/proxy/observer.js';
import { startProxy } from '../traffic/proxy/proxy.js';
import { seenLine } from '../traffic/seen-line.js';
import { TrafficJudge } from '../traffic/traffic-judge.js';
import { endRun, listenToConsole, openGate } from './gate.js';
import { publishObserved } from './observed-sides.js';
import { claimOutput } from './output-folder.js';
import type { PassOn } from './task.js';
import { untilOver } from './until-over.js';

/** Passes on what clients send to the target until Ctrl-C, SIGTERM or the time is over, judges both sides, and ends the process with the exit code that the reports mean. Throws KitError for a port that cannot be had. */
export async function passOn(task: PassOn): Promise<void> {
  const { choices, target, port, forMs, writes, keepHost, rate } = task;
  const contract = loadContract(choices.contract);
  claimOutput(choices.output);
  const gate = openGate(choices.output);
  listenToConsole(gate);
  const startedAt = new Date();
  const print = (line: string) => process.stdout.write(`${line}\n`);
  const judge = new TrafficJudge({ contract, catalogue: loadCatalogue(), learnt: gate.learn });
  const masked = (text: string) => judge.secrets.all.text(text);
  const shows = process.stdout.isTTY === true && !task.quiet;
  const evidence: Readonly<Record<Side, EvidenceRecord[]>> = { service: [], client: [] };
  const keep: Keep = (side, exchange, violates) => {
    if (hasRoom(evidence[side], violates)) evidence[side].push(trafficRecord(exchange, judge.secrets));
  };
  let page: RunningConsole | undefined;
  const observer = new PassedObserver(contract, judge, keep, (seen) => {
    if (shows) print(`  ${seenLine(seen, masked)}`);
    page?.watch(seen);
  });
  const faults = task.faults.map(faultOnTheWay);
  const switches =
    faults.length === 0 && task.console === undefined
      ? undefined
      : await FaultDraw.of(faults, rate, contract, choices.seed);
  const proxy = await startProxy({
    origin: target.origin,
    prefix: target.prefix,
    port,
    keepHost,
    writes,
    connection: connectionOptionsFrom(target.connection),
    timeoutMs: choices.timeoutMs,
    faults: switches,
    passed: observer.see,
    told: (line) => print(`  ${masked(line)}`),
  });
  if (task.console !== undefined)
    page = await startConsole(
      {
        title: `The proxy in front of ${target.name}`,
        environment: [{ name: 'PARTNER_CENTER_BASE_URL', value: proxy.baseUrl }],
        redactorOf: (seen) => judge.secrets.redactorOf(seen),
        ...(switches ? { faults: switchable(switches) } : {}),
      },
      task.console,
    ).catch(async (thrown) => {
      await proxy.close();
      throw thrown;
    });
  print(`# qualification-kit proxy in front of ${target.name}, seed ${choices.seed}`);
  print(`PARTNER_CENTER_BASE_URL=${proxy.baseUrl}`);
  for (const { name, summary, when } of faults)
    print(
      `# fault ${name}: ${summary}; ${share(rate)}, ${when === 'before' ? 'before the request leaves' : 'after the service has answered, a write too'}`,
    );
  if (!writes) print('# requests that may write are answered with 403; --writes lets them pass');
  if (page) print(`# console: ${page.address}`);
  print(`# listening ${forMs === undefined ? 'until Ctrl-C' : `for ${forMs / 1000} s`}`);
  await untilOver(forMs);
  await page?.close();
  await proxy.close();
  const { requests, own, faults: met, others } = observer.counts;
  print(
    `${requests} requests: ${requests - own} passed on, ${own} answered by the proxy, ${met} with a fault, ${others} for no path of the contract`,
  );
  const code = publishObserved(
    task,
    judge,
    [
      { side: 'service', evidence: evidence.service },
      { side: 'client', evidence: evidence.client },
    ],
    startedAt,
  );
  process.exitCode = endRun(gate, choices.output, code);
}

/** What goes wrong on the way, for somebody who switches it. */
function switchable(draw: FaultDraw): Switches {
  return {
    all: [...faultsOnTheWay.values()].map(({ name, summary, when }) => ({
      name,
      summary: `${summary}${when === 'after' ? ', after the service has answered' : ''}`,
      requirements: [],
    })),
    get on() {
      return draw.on;
    },
    turn: (name, on) => draw.turn(name, on),
  };
}

function share(rate: number): string {
  return rate === 1 ? 'each request' : `${rate} of requests`;
}
